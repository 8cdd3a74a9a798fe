package io.warmwell.netlink.wire;

import java.util.List;

/// An error number of Linux with its name (asm-generic/errno.h, the same on x86-64 and arm64).
///
/// @param number greater than 0
public record Errno(int number) {
  public static final Errno EPERM = new Errno(1);
  public static final Errno ENOENT = new Errno(2);
  public static final Errno ESRCH = new Errno(3);
  public static final Errno EINTR = new Errno(4);
  public static final Errno EAGAIN = new Errno(11);
  public static final Errno ENOMEM = new Errno(12);
  public static final Errno EBUSY = new Errno(16);
  public static final Errno EEXIST = new Errno(17);
  public static final Errno ENODEV = new Errno(19);
  public static final Errno EINVAL = new Errno(22);
  public static final Errno EPIPE = new Errno(32);
  public static final Errno EMSGSIZE = new Errno(90);
  public static final Errno EPROTONOSUPPORT = new Errno(93);
  public static final Errno EAFNOSUPPORT = new Errno(97);
  public static final Errno EADDRNOTAVAIL = new Errno(99);
  public static final Errno ENETUNREACH = new Errno(101);
  public static final Errno ECONNABORTED = new Errno(103);
  public static final Errno ECONNRESET = new Errno(104);
  public static final Errno ENOBUFS = new Errno(105);
  public static final Errno ETIMEDOUT = new Errno(110);

  // Position n - 1 holds the name of number n; 41 and 58 are aliases of others and have none.
  private static final List<String> NAMES =
      List.of(
          """
          EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES
          EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY
          ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG
          ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG
          EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR
          ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP
          EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX
          ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE
          ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT
          EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET
          ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN
          EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO
          EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED
          EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON
          """
              .strip()
              .split("\\s+"));

  /// The symbolic name, for example `EEXIST`; `E?` when the number has none.
  public String name() {
    return number >= 1 && number <= NAMES.size() && !NAMES.get(number - 1).equals("-")
        ? NAMES.get(number - 1)
        : "E?";
  }

  /// Name and number, for example `EEXIST (17)`.
  @Override
  public String toString() {
    return name() + " (" + number + ")";
  }
}
