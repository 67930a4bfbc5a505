package io.millrace.operator.autoscale;

/**
 * Druid's {@code lagBased}: more task groups when enough of the samples are at a threshold or above
 * it, fewer when enough are at another one or below. When both hold, more.
 *
 * @param scaleOutThreshold lag from which a sample asks for more
 * @param scaleOutFraction share of such samples that is enough, from 0 to 1
 * @param scaleOutStep how many task groups are added at once
 * @param scaleInThreshold lag up to which a sample asks for fewer
 * @param scaleInFraction share of such samples that is enough, from 0 to 1
 * @param scaleInStep how many task groups are removed at once
 */
public record LagBasedStrategy(
    long scaleOutThreshold,
    double scaleOutFraction,
    int scaleOutStep,
    long scaleInThreshold,
    double scaleInFraction,
    int scaleInStep)
    implements AutoscalerStrategy {

  @Override
  public Proposal propose(Question question) {
    int all = question.samples().size();
    if (all == 0) {
      return new Proposal(question.taskCount(), null, "no lag was measured yet");
    }
    long beyond = question.samples().stream().filter(s -> s.lag() >= scaleOutThreshold).count();
    long within = question.samples().stream().filter(s -> s.lag() <= scaleInThreshold).count();
    String reason =
        "%d of %d measurements of lag are at %d or more (%s of them are enough), %d at %d or less (%s are enough)"
            .formatted(
                beyond,
                all,
                scaleOutThreshold,
                scaleOutFraction,
                within,
                scaleInThreshold,
                scaleInFraction);
    if ((double) beyond / all >= scaleOutFraction) {
      return out(question, reason);
    }
    if ((double) within / all >= scaleInFraction) {
      return in(question, reason);
    }
    return new Proposal(question.taskCount(), null, reason);
  }

  private Proposal out(Question question, String reason) {
    int present = Math.min(question.taskCount(), question.partitions());
    int most = Math.min(question.taskCountMax(), question.partitions());
    if (present >= most) {
      return new Proposal(question.taskCount(), Hold.AT_MAXIMUM, reason);
    }
    return new Proposal((int) Math.min((long) present + scaleOutStep, most), null, reason);
  }

  private Proposal in(Question question, String reason) {
    int present = Math.min(question.taskCount(), question.partitions());
    int least = Math.min(question.taskCountMin(), question.partitions());
    if (present <= least) {
      return new Proposal(question.taskCount(), Hold.AT_MINIMUM, reason);
    }
    return new Proposal(Math.max(present - scaleInStep, least), null, reason);
  }
}
