package io.millrace.crds.generator;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDGenerator.CRDOutput;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The CRD as the Java model makes it. */
final class GeneratedCrd {

  private static final String HEADER =
      """
      # Made from the Java model in crds/; do not edit.
      # mvn -pl crds test -Dtest=GeneratedFilesTest -Dmillrace.regenerate=true writes it anew.
      """;

  private GeneratedCrd() {}

  static String yaml() {
    InMemory output = new InMemory();
    new CRDGenerator()
        .customResourceClasses(StreamSupervisor.class)
        .forCRDVersions("v1")
        .withPostProcessor(new StreamSupervisorCrd())
        .withOutput(output)
        .detailedGenerate();
    String generated = output.bytes.toString(StandardCharsets.UTF_8);
    return HEADER + generated.substring(generated.indexOf("apiVersion:"));
  }

  private static final class InMemory implements CRDOutput<OutputStream> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public OutputStream outputFor(String crdName) {
      return bytes;
    }

    @Override
    public URI crdURI(String crdName) {
      return URI.create("file:///" + crdName);
    }

    @Override
    public void close() {
      // Nothing is open: the bytes are in memory.
    }
  }
}
