package io.millrace.runner.loop;

import io.millrace.deepstorage.DeepStorageException;
import io.millrace.runner.life.Problem;
import io.millrace.runner.life.Reasons;
import io.millrace.streams.StreamException;
import java.io.IOException;

/** What exceptions of the outside worlds mean for a task. */
final class Problems {

  private Problems() {}

  static Problem of(StreamException failure) {
    String reason =
        switch (failure.kind()) {
          case UNREACHABLE -> Reasons.STREAM_UNREACHABLE;
          case UNKNOWN_STREAM -> Reasons.STREAM_NOT_FOUND;
          case AUTHENTICATION -> Reasons.STREAM_AUTHENTICATION_FAILED;
          case AUTHORIZATION -> Reasons.STREAM_AUTHORIZATION_FAILED;
          case CONFIGURATION -> Reasons.STREAM_CONFIGURATION_INVALID;
          case POSITION_OUT_OF_RANGE -> Reasons.POSITION_OUT_OF_RANGE;
          case OTHER -> Reasons.STREAM_FAILED;
        };
    return new Problem(reason, message(failure));
  }

  /** Whether this process may get over it: what its settings or positions cause stays. */
  static boolean mayHeal(StreamException failure) {
    return switch (failure.kind()) {
      case UNREACHABLE, UNKNOWN_STREAM, AUTHORIZATION, OTHER -> true;
      case AUTHENTICATION, CONFIGURATION, POSITION_OUT_OF_RANGE -> false;
    };
  }

  static Problem of(DeepStorageException failure) {
    String reason =
        switch (failure.kind()) {
          case UNREACHABLE -> Reasons.DEEP_STORAGE_UNREACHABLE;
          case FULL -> Reasons.DEEP_STORAGE_FULL;
          case DENIED -> Reasons.DEEP_STORAGE_DENIED;
          case CONFIGURATION -> Reasons.DEEP_STORAGE_CONFIGURATION_INVALID;
          case OTHER -> Reasons.DEEP_STORAGE_FAILED;
        };
    return new Problem(reason, message(failure));
  }

  static Problem localDisk(IOException failure) {
    return new Problem(
        Reasons.LOCAL_DISK_FAILED,
        "The Pod's scratch volume failed: %s. Give it more room, or look after the node's disk; another task reads the same rows again."
            .formatted(failure));
  }

  static Problem internal(Throwable failure) {
    return new Problem(
        Reasons.INTERNAL_ERROR,
        "A fault in the task: %s. Its log has the details; another task reads the same rows again."
            .formatted(failure));
  }

  static Problem streamChanged(String expected, String found) {
    return new Problem(
        Reasons.STREAM_CHANGED,
        "The stream is %s, and the positions belong to %s: it was deleted and created again, so they mean nothing in it. Point the spec back, or use a supervisor of another name."
            .formatted(found, expected));
  }

  private static String message(Exception failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
