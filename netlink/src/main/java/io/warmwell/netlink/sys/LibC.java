package io.warmwell.netlink.sys;

import jnr.ffi.annotations.SaveError;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.uintptr_t;

/// The system calls that Warmwell makes, as the C library declares them (man-pages, section 2).
///
/// Public only because the binding generates its implementation in another class loader; everything
/// else in Java calls the classes beside it, which read errno at once and turn it into an
/// exception. Addresses are numbers because that is the fastest binding (measured: 0.5 µs with
/// errno).
public interface LibC {

  @SaveError
  int socket(int domain, int type, int protocol);

  @SaveError
  int bind(int fd, @uintptr_t long address, int length);

  @SaveError
  int connect(int fd, @uintptr_t long address, int length);

  @SaveError
  int listen(int fd, int backlog);

  @SaveError
  int accept4(int fd, @uintptr_t long address, @uintptr_t long length, int flags);

  @SaveError
  int setsockopt(int fd, int level, int name, @uintptr_t long value, int length);

  @SaveError
  int getsockopt(int fd, int level, int name, @uintptr_t long value, @uintptr_t long length);

  @SaveError
  @ssize_t
  long send(int fd, @uintptr_t long buffer, @size_t long length, int flags);

  @SaveError
  @ssize_t
  long recv(int fd, @uintptr_t long buffer, @size_t long length, int flags);

  @SaveError
  @ssize_t
  long sendmsg(int fd, @uintptr_t long message, int flags);

  @SaveError
  @ssize_t
  long recvmsg(int fd, @uintptr_t long message, int flags);

  @SaveError
  int poll(@uintptr_t long descriptors, @size_t long count, int timeoutMillis);

  @SaveError
  int eventfd(int initial, int flags);

  @SaveError
  @ssize_t
  long write(int fd, @uintptr_t long buffer, @size_t long length);

  @SaveError
  int open(String path, int flags);

  @SaveError
  int fchmod(int fd, int mode);

  @SaveError
  int setns(int fd, int kind);

  @SaveError
  int close(int fd);
}
