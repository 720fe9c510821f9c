namespace TransformerService.Shadow.Comparison;

/// <summary>The names of the metrics in reports and meters.</summary>
public static class ShadowMetrics
{
    /// <summary>1 if the best labels differ.</summary>
    public const string Flip = "flip";

    /// <summary>The student's best score minus the teacher's.</summary>
    public const string TopScoreDifference = "topScoreDifference";

    /// <summary>Jensen–Shannon divergence of the scores, in bits, 0 to 1.</summary>
    public const string JsDivergence = "jsDivergence";

    /// <summary>1 if the texts are the same to the last character.</summary>
    public const string ExactMatch = "exactMatch";

    /// <summary>chrF2 of the student's text against the teacher's, 0 to 100.</summary>
    public const string ChrF = "chrF";

    /// <summary>Token edit distance, as a share of the longer text, 0 to 1.</summary>
    public const string EditDistance = "editDistance";

    /// <summary>The student's length divided by the teacher's, in code points.</summary>
    public const string LengthRatio = "lengthRatio";

    /// <summary>The student's length-normalised score minus the teacher's, in nats.</summary>
    public const string ScoreDifference = "scoreDifference";

    /// <summary>1 if the student returned the source and the teacher did not.</summary>
    public const string CopiedSource = "copiedSource";

    /// <summary>1 if the student repeats a phrase over and over that neither the source nor the teacher repeats.</summary>
    public const string RepeatedLoop = "repeatedLoop";

    /// <summary>1 if the student lost a number that the teacher kept from the source.</summary>
    public const string LostNumbers = "lostNumbers";

    /// <summary>1 if the student stopped early.</summary>
    public const string Truncation = "truncation";

    /// <summary>F1 of the student's entities against the teacher's, 0 to 1.</summary>
    public const string EntityF1 = "entityF1";

    /// <summary>The teacher's entities that the student lacks.</summary>
    public const string MissedEntities = "missedEntities";

    /// <summary>The student's entities that the teacher lacks.</summary>
    public const string ExtraEntities = "extraEntities";

    /// <summary>The cosine of the two vectors, −1 to 1, where both have the same dimensions.</summary>
    public const string Cosine = "cosine";

    /// <summary>The share of the ten nearest recent texts that both have in common.</summary>
    public const string NeighbourOverlap = "neighbourOverlap";

    /// <summary>Kendall's τ-b of the two orders, −1 to 1.</summary>
    public const string KendallTau = "kendallTau";

    /// <summary>1 if another document is on top.</summary>
    public const string TopChange = "topChange";

    /// <summary>Whether a metric is 0 or 1 for each sample, so that its mean is a share.</summary>
    public static bool IsShare(string metric) =>
        metric is Flip or ExactMatch or CopiedSource or RepeatedLoop or LostNumbers or Truncation or TopChange;
}
