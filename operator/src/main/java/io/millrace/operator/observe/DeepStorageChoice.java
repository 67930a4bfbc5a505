package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.operator.config.DeepStorageDefaults.MountedClaim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which deep storage a supervisor uses: what was taken over once, else what its spec names, else
 * the operator's default. Where the ledger lies never changes. How the bucket lets one in may: the
 * spec decides on credentials as long as it names the same place.
 *
 * @param chosen the deep storage; absent when there is none
 * @param problems why it cannot be used
 */
record DeepStorageChoice(@Nullable DeepStorage chosen, List<SpecProblem> problems) {

  private static final String PATH = "spec.deepStorage";

  /**
   * @param namespace namespace of the supervisor
   * @param asked what its spec names
   * @param frozen what was taken over once
   */
  static DeepStorageChoice of(
      String namespace,
      @Nullable DeepStorage asked,
      @Nullable DeepStorage frozen,
      DeepStorageDefaults defaults) {
    if (frozen != null && asked != null && !place(asked).equals(place(frozen))) {
      return refused(
          PATH,
          "cannot change once it was taken over, but for accessKeyId and secretAccessKey: the ledger of this supervisor lies in status.deepStorage. Restore it, or use a new supervisor");
    }
    DeepStorage chosen = asked != null ? asked : frozen != null ? frozen : defaults.fallback();
    if (chosen == null) {
      return refused(PATH, "is absent, and the operator has no default; expected local or s3");
    }
    return switch (chosen.type()) {
      case LOCAL -> local(namespace, chosen, origin(asked, frozen), defaults.mounted());
      case S3 ->
          chosen.s3() == null
              ? refused(PATH + ".s3", "is absent; expected it with type s3")
              : fine(chosen);
    };
  }

  private static String origin(@Nullable DeepStorage asked, @Nullable DeepStorage frozen) {
    if (frozen != null) {
      return "was taken over, and cannot change in this supervisor:";
    }
    return asked == null ? "is absent, and the operator's default is" : "found";
  }

  private static DeepStorage place(DeepStorage storage) {
    S3Storage s3 = storage.s3();
    return s3 == null
        ? storage
        : new DeepStorage(
            storage.type(),
            storage.local(),
            new S3Storage(
                s3.bucket(),
                s3.baseKey(),
                s3.region(),
                s3.endpoint(),
                s3.usesPathStyle(),
                null,
                null));
  }

  private static DeepStorageChoice local(
      String namespace, DeepStorage chosen, String origin, @Nullable MountedClaim mounted) {
    LocalStorage local = chosen.local();
    if (local == null) {
      return refused(PATH + ".local", "is absent; expected it with type local");
    }
    if (mounted == null || !mounted.namespace().equals(namespace)) {
      return refused(
          PATH,
          "%s claim '%s'; expected s3, since the operator has to read and write there too, and %s"
              .formatted(
                  origin,
                  local.claimName(),
                  mounted == null
                      ? "has no claim mounted"
                      : "only Pods of its own namespace, %s, can mount its claim"
                          .formatted(mounted.namespace())));
    }
    if (!mounted.name().equals(local.claimName())) {
      return refused(
          PATH + ".local.claimName",
          "found '%s'; expected '%s', which the operator has mounted, since it has to read and write there too. Mount the claim into the operator, or use s3"
              .formatted(local.claimName(), mounted.name()));
    }
    if (local.path() != null && List.of(local.path().split("/", -1)).contains("..")) {
      return refused(
          PATH + ".local.path",
          "found '%s'; expected a folder inside the volume".formatted(local.path()));
    }
    return fine(chosen);
  }

  private static DeepStorageChoice fine(DeepStorage chosen) {
    return new DeepStorageChoice(chosen, List.of());
  }

  private static DeepStorageChoice refused(String path, String message) {
    return new DeepStorageChoice(null, List.of(new SpecProblem(path, message)));
  }
}
