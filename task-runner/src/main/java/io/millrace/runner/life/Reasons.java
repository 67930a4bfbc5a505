package io.millrace.runner.life;

/** One word for each thing that can go wrong in a task; the operator's word where it has one. */
public final class Reasons {

  /** Another attempt's commit took in a part of what this one read. */
  public static final String ATTEMPT_SUPERSEDED = "AttemptSuperseded";

  /** It had read past an end or a checkpoint before it was told of it. */
  public static final String BOUNDARY_PASSED = "BoundaryPassed";

  /** The topic was deleted and created again. */
  public static final String STREAM_CHANGED = "StreamChanged";

  /** A position is not, or not any more, in the stream. */
  public static final String POSITION_OUT_OF_RANGE = "PositionOutOfRange";

  public static final String STREAM_UNREACHABLE = "StreamUnreachable";
  public static final String STREAM_NOT_FOUND = "StreamNotFound";
  public static final String STREAM_AUTHENTICATION_FAILED = "StreamAuthenticationFailed";
  public static final String STREAM_AUTHORIZATION_FAILED = "StreamAuthorizationFailed";
  public static final String STREAM_CONFIGURATION_INVALID = "StreamConfigurationInvalid";

  /** Reading failed in a way that none of the other words says. */
  public static final String STREAM_FAILED = "StreamFailed";

  /** More records were bad than {@code maxParseExceptions} allows. */
  public static final String PARSE_LIMIT_EXCEEDED = "ParseLimitExceeded";

  /** The Pod's own disk failed. */
  public static final String LOCAL_DISK_FAILED = "LocalDiskFailed";

  public static final String DEEP_STORAGE_UNREACHABLE = "DeepStorageUnreachable";
  public static final String DEEP_STORAGE_FULL = "DeepStorageFull";
  public static final String DEEP_STORAGE_DENIED = "DeepStorageDenied";
  public static final String DEEP_STORAGE_CONFIGURATION_INVALID = "DeepStorageConfigurationInvalid";
  public static final String DEEP_STORAGE_FAILED = "DeepStorageFailed";

  /** Another manifest than its own lies where a task's manifest belongs. */
  public static final String MANIFEST_CONFLICT = "ManifestConflict";

  /** The grace period ended before everything was prepared. */
  public static final String GRACE_PERIOD_ENDED = "GracePeriodEnded";

  /** A fault in the task itself. */
  public static final String INTERNAL_ERROR = "InternalError";

  private Reasons() {}
}
