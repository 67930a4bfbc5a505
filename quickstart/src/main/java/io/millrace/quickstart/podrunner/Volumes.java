package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lays out the volumes of one Pod as folders. A size limit is not enforced, nor is {@code
 * readOnly}.
 */
final class Volumes {

  private final Path folder;
  private final Function<String, Path> claims;
  private final References references;
  private final DownwardApi downward;
  private final Container container;

  /**
   * @param folder the Pod's own folder for volumes
   * @param claims the folder of a claim, by its name
   * @param container the container that resource fields are taken from
   */
  Volumes(
      Path folder,
      Function<String, Path> claims,
      References references,
      DownwardApi downward,
      Container container) {
    this.folder = folder;
    this.claims = claims;
    this.references = references;
    this.downward = downward;
    this.container = container;
  }

  /**
   * Lays out all volumes.
   *
   * @return for each {@code mountPath} of the container the folder that stands for it
   * @throws PodStartException when something that a volume needs is missing, or its kind is not
   *     known
   */
  Map<String, Path> mount(List<Volume> volumes) throws PodStartException, IOException {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (Volume volume : volumes) {
      folders.put(volume.getName(), lay(volume));
    }
    Map<String, Path> mounts = new LinkedHashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      mounts.put(mount.getMountPath(), target(mount, folders));
    }
    return mounts;
  }

  private static Path target(VolumeMount mount, Map<String, Path> folders)
      throws PodStartException, IOException {
    Path volume = folders.get(mount.getName());
    if (volume == null) {
      throw new PodStartException(
          PodStartException.CONTAINER,
          "volumeMount \"%s\" names no volume of the Pod; expected one of %s"
              .formatted(mount.getName(), folders.keySet()));
    }
    if (mount.getSubPath() == null || mount.getSubPath().isEmpty()) {
      return volume;
    }
    Path target = volume.resolve(mount.getSubPath());
    if (!Files.exists(target)) {
      Files.createDirectories(target);
    }
    return target;
  }

  private Path lay(Volume volume) throws PodStartException, IOException {
    if (volume.getPersistentVolumeClaim() != null) {
      return Files.createDirectories(
          claims.apply(volume.getPersistentVolumeClaim().getClaimName()));
    }
    Path target = Files.createDirectories(folder.resolve(volume.getName()));
    if (volume.getEmptyDir() != null) {
      return target;
    }
    VolumeFiles files = new VolumeFiles(target);
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      files.write(
          references.configMap(source.getName(), isTrue(source.getOptional())), source.getItems());
    } else if (volume.getSecret() != null) {
      var source = volume.getSecret();
      files.writePrivate(
          references.secret(source.getSecretName(), isTrue(source.getOptional())),
          source.getItems());
    } else if (volume.getDownwardAPI() != null) {
      write(volume.getDownwardAPI().getItems(), files);
    } else if (volume.getProjected() != null) {
      for (VolumeProjection projection : volume.getProjected().getSources()) {
        project(projection, files, volume.getName());
      }
    } else {
      throw unknown(volume.getName());
    }
    return target;
  }

  private void project(VolumeProjection projection, VolumeFiles files, String volume)
      throws PodStartException, IOException {
    if (projection.getConfigMap() != null) {
      var source = projection.getConfigMap();
      files.write(
          references.configMap(source.getName(), isTrue(source.getOptional())), source.getItems());
    } else if (projection.getSecret() != null) {
      var source = projection.getSecret();
      files.writePrivate(
          references.secret(source.getName(), isTrue(source.getOptional())), source.getItems());
    } else if (projection.getDownwardAPI() != null) {
      write(projection.getDownwardAPI().getItems(), files);
    } else {
      throw unknown(volume);
    }
  }

  private void write(List<DownwardAPIVolumeFile> items, VolumeFiles files)
      throws PodStartException, IOException {
    for (DownwardAPIVolumeFile item : items) {
      String value =
          item.getFieldRef() == null
              ? downward.resource(item.getResourceFieldRef(), container)
              : downward.field(item.getFieldRef().getFieldPath());
      KeyToPath path = new KeyToPath(item.getPath(), null, item.getPath());
      files.write(Map.of(item.getPath(), value.getBytes(StandardCharsets.UTF_8)), List.of(path));
    }
  }

  private static PodStartException unknown(String volume) {
    return new PodStartException(
        PodStartException.CONTAINER,
        ("volume \"%s\" is of a kind that the Pod runner does not know; expected emptyDir, persistentVolumeClaim, configMap, secret,"
                + " downwardAPI, or these projected")
            .formatted(volume));
  }

  private static boolean isTrue(Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
