package io.millrace.operator.supervisor;

import io.millrace.operator.act.LedgerAccess;
import io.millrace.operator.act.LeftManifestsFound;
import io.millrace.operator.act.PlanExecutor;
import io.millrace.operator.act.Troubles;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.StreamQuestion;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.Endings;
import io.millrace.operator.observe.Observer;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.Revisions;
import io.millrace.operator.observe.Sight;
import io.millrace.operator.observe.SpecReview;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.quota.QuotaWatch;
import io.millrace.operator.status.NewFindings;
import io.millrace.operator.status.StatusReader;
import io.millrace.operator.stream.StreamWatch;
import io.millrace.operator.task.AssignmentSender;
import io.millrace.operator.task.HeardReport;
import io.millrace.operator.task.ReportPoller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory of one supervisor, from its first iteration until it is gone: all of it
 * can be found again by another operator. Iterations use it one at a time; what runs beside them is
 * safe on its own.
 */
final class SupervisorRuntime implements Observer.Surroundings, AutoCloseable {

  private final String uid;
  private final StreamWatch stream;
  private final TaskProgress progress;
  private final LedgerAccess ledger;
  private final LeftManifestsFound left;
  private final AtomicReference<Duration> callLimit;
  private final ReportPoller reports;
  private final Endings endings;
  private final AssignmentSender assignments;
  private final Revisions revisions;
  private final SpecReview review;
  private final QuotaWatch quotas;
  private final Troubles troubles;
  private final PlanExecutor executor;
  private final StatusReader statusReader = new StatusReader();
  private final NewFindings newFindings = new NewFindings();
  private @Nullable SupervisorResource newest;

  /**
   * @param callLimit how long tasks may take to answer, set by the spec in force
   */
  SupervisorRuntime(
      String uid,
      StreamWatch stream,
      TaskProgress progress,
      LedgerAccess ledger,
      LeftManifestsFound left,
      AtomicReference<Duration> callLimit,
      ReportPoller reports,
      Endings endings,
      AssignmentSender assignments,
      Revisions revisions,
      SpecReview review,
      QuotaWatch quotas,
      Troubles troubles,
      PlanExecutor executor) {
    this.uid = uid;
    this.stream = stream;
    this.progress = progress;
    this.ledger = ledger;
    this.left = left;
    this.callLimit = callLimit;
    this.reports = reports;
    this.endings = endings;
    this.assignments = assignments;
    this.revisions = revisions;
    this.review = review;
    this.quotas = quotas;
    this.troubles = troubles;
    this.executor = executor;
  }

  String uid() {
    return uid;
  }

  PlanExecutor executor() {
    return executor;
  }

  StatusReader statusReader() {
    return statusReader;
  }

  NewFindings newFindings() {
    return newFindings;
  }

  Troubles troubles() {
    return troubles;
  }

  /** What there is to be said that no plan says. */
  List<Finding> findings(Sight sight) {
    int partitions = sight.observation().state().offsets().byPartition().size();
    return Stream.concat(
            troubles.findings().stream(), quotas.finding(sight.inForce(), partitions).stream())
        .toList();
  }

  /**
   * The later of {@code handed} and what was written or read last: a cache may lag behind our own
   * writes.
   */
  SupervisorResource newest(SupervisorResource handed) {
    if (newest == null || handed.isNewerThan(newest)) {
      newest = handed;
    }
    return newest;
  }

  void remember(SupervisorResource resource) {
    newest = resource;
  }

  /** Lets what runs beside the loop follow what was seen. */
  void follow(Sight sight) {
    AcceptedSpec spec =
        sight.inForce() == null && sight.verdict() instanceof SpecVerdict.Good good
            ? good.spec()
            : sight.inForce();
    if (spec != null) {
      callLimit.set(spec.settings().deadlines().call());
      stream.follow(spec.streamTarget());
      stream.ask(
          new StreamQuestion(
              sight.observation().state().offsets(),
              sight.observation().pendingReset().orElse(null)));
    }
    progress.follow(sight.observation());
    reports.follow(sight.pods());
    Set<String> present = sight.pods().stream().map(PodFacts::uid).collect(Collectors.toSet());
    endings.keepOnly(present);
    assignments.keepOnly(present);
  }

  @Override
  public StreamObservation stream() {
    return stream.observation();
  }

  @Override
  public LedgerObservation ledger() {
    return ledger.observation();
  }

  @Override
  public Map<GenerationKey, LeftManifests> left() {
    return left.all();
  }

  @Override
  public Map<String, PodTrouble> refusals() {
    return troubles.refusals();
  }

  @Override
  public ObservedPod withReport(PodName name, PodFacts pod) {
    Optional<HeardReport> heard = reports.lastOf(pod.uid());
    return new ObservedPod(
        name,
        pod.uid(),
        pod.phase(),
        endings.of(pod),
        pod.createdAt(),
        pod.placedAt(),
        pod.address(),
        pod.trouble(),
        heard.map(HeardReport::report).orElse(null),
        heard.map(HeardReport::at).orElse(null),
        reports.unansweredBy(pod.uid()).orElse(null),
        heard.map(HeardReport::progressedAt).orElse(null));
  }

  @Override
  public Revisions revisions() {
    return revisions;
  }

  @Override
  public SpecReview review() {
    return review;
  }

  @Override
  public void close() {
    stream.close();
    reports.close();
    ledger.close();
    quotas.close();
  }
}
