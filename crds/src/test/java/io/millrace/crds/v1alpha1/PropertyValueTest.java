package io.millrace.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyValueTest {

  @ParameterizedTest
  @CsvSource({"'\"a\"', a", "5, 5", "true, true", "0.25, 0.25"})
  void literalIsTextAsKafkaTakesIt(String json, String text) {
    PropertyValue value = Serialization.unmarshal(json, PropertyValue.class);

    assertThat(value)
        .isInstanceOfSatisfying(
            PropertyValue.Literal.class, literal -> assertThat(literal.text()).isEqualTo(text));
    assertThat(Serialization.asJson(value)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = "{\"secretKeyRef\":{\"name\":\"a\",\"key\":\"b\"}}")
  void referenceNamesSecretAndKey(String json) {
    PropertyValue value = Serialization.unmarshal(json, PropertyValue.class);

    assertThat(value).isEqualTo(new PropertyValue.FromSecret(new SecretKeyRef("a", "b")));
    assertThat(Serialization.asJson(value)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "{}",
        "{\"secretKeyRef\":{\"name\":\"a\"}}",
        "{\"secretKeyRef\":{\"name\":\"a\",\"key\":\"\"}}",
        "{\"secretKeyRef\":{\"name\":\"a\",\"key\":\"b\"},\"optional\":true}",
        "{\"type\":\"environment\",\"variable\":\"A\"}"
      })
  void anythingElseIsMalformedAndStillReadAndWritten(String json) {
    PropertyValue value = Serialization.unmarshal(json, PropertyValue.class);

    assertThat(value).isInstanceOf(PropertyValue.Malformed.class);
    assertThat(Serialization.asJson(value)).isEqualTo(json);
  }
}
