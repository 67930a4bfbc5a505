package io.millrace.operator.install;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.util.Map;

/** The chart, rendered as a release of the name and namespace that its documentation uses. */
final class Chart {

  static final String RELEASE = "millrace";

  private Chart() {}

  static Helm helm() {
    return new Helm(InstallFiles.CHART);
  }

  /** All that the chart installs, its CRD included, with these values set. */
  static Rendered rendered(Map<String, Object> values) {
    TemplateCommand template =
        helm().template().withName(RELEASE).withNamespace(RELEASE).withKubeVersion("1.36.3");
    values.forEach(template::set);
    return Rendered.of(template.call());
  }
}
