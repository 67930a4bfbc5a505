package io.millrace.quickstart.testrecord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What surefire reported of one test class.
 *
 * @param module folder of its module
 * @param name its name without the package
 * @param tests number of its tests, the skipped ones counted in
 * @param skipped why tests were skipped, once for each
 */
record ClassReport(String module, String name, int tests, List<String> skipped) {

  ClassReport {
    skipped = List.copyOf(skipped);
  }

  int run() {
    return tests - skipped.size();
  }

  /** Of all modules of a project, those that were written since a time. */
  static List<ClassReport> since(Instant begin, Path project) throws IOException {
    List<ClassReport> reports = new ArrayList<>();
    for (Path module : entries(project)) {
      for (Path file : entries(module.resolve("target/surefire-reports"))) {
        if (file.getFileName().toString().matches("TEST-.*\\.xml")
            && !Files.getLastModifiedTime(file).toInstant().isBefore(begin)) {
          reports.add(read(module.getFileName().toString(), file));
        }
      }
    }
    return reports;
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static ClassReport read(String module, Path file) throws IOException {
    NodeList tests = parse(file).getElementsByTagName("testcase");
    List<String> skipped = new ArrayList<>();
    for (int i = 0; i < tests.getLength(); i++) {
      NodeList reasons = ((Element) tests.item(i)).getElementsByTagName("skipped");
      if (reasons.getLength() > 0) {
        skipped.add(((Element) reasons.item(0)).getAttribute("message"));
      }
    }
    String name = file.getFileName().toString();
    return new ClassReport(
        module,
        name.substring(name.lastIndexOf('.', name.length() - 5) + 1, name.length() - 4),
        tests.getLength(),
        skipped);
  }

  private static Document parse(Path file) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(file.toFile());
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException("%s is no report of surefire".formatted(file), e);
    }
  }
}
