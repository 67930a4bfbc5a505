package io.millrace.operator.decide;

import io.millrace.protocol.DataSourceOwner;
import org.jspecify.annotations.Nullable;

/**
 * What came of claiming a datasource in deep storage.
 *
 * @param dataSource the Druid datasource
 * @param other the supervisor that it belongs to; absent when it is this one
 */
public record DataSourceClaim(String dataSource, @Nullable DataSourceOwner other) {}
