package io.millrace.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names of the environment variables by which a Pod gets the values that its specification takes
 * from Secrets. Whoever builds the Pod sets them with {@code valueFrom}; the task reads them.
 */
public final class SecretVariables {

  /** Access key id of the deep storage's bucket, where the AWS SDK looks for it. */
  public static final String S3_ACCESS_KEY_ID = "AWS_ACCESS_KEY_ID";

  /** Secret access key of the deep storage's bucket, where the AWS SDK looks for it. */
  public static final String S3_SECRET_ACCESS_KEY = "AWS_SECRET_ACCESS_KEY";

  private static final String CONSUMER_PROPERTY = "MILLRACE_SECRET_";

  private SecretVariables() {}

  /**
   * The variable of a property of {@code consumerProperties}: the property's name in hexadecimal,
   * since a property may have characters that a variable may not.
   */
  public static String consumerProperty(String property) {
    return CONSUMER_PROPERTY + HexFormat.of().formatHex(property.getBytes(StandardCharsets.UTF_8));
  }
}
