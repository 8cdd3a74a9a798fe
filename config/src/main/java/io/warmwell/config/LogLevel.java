package io.warmwell.config;

/// How much the daemon logs, from least to most.
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE
}
