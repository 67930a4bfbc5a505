package io.millrace.quickstart.podrunner;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What stands in for a registry: the folder that holds what an image would have installed. */
@FunctionalInterface
public interface Images {

  /** Where an image has its programs. */
  String INSTALL_FOLDER = "/opt/millrace";

  /** The folder that stands for {@value #INSTALL_FOLDER}, empty when there is no such image. */
  Optional<Path> installFolder(String image);

  /** Knows exactly these images. */
  static Images of(Map<String, Path> folders) {
    Map<String, Path> known = Map.copyOf(folders);
    return image -> Optional.ofNullable(known.get(image));
  }
}
