using TransformerService.Inference.Shadow.Comparison;
using TransformerService.Inference.Shadow.Statistics;

namespace TransformerService.Inference.Shadow.Reporting;

/// <summary>
/// Sums over samples: one a model, student version, teacher version and hour. Sums of two processes, or of two hours, can be merged. Not
/// safe for several threads at once.
/// </summary>
public sealed class ShadowTotals
{
    /// <summary>Texts that were chosen.</summary>
    public long Sampled { get; private set; }

    /// <summary>Texts that found the queue full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Texts that the teacher did not answer.</summary>
    public long Failed { get; private set; }

    /// <summary>Student against teacher.</summary>
    public DifferenceCount Student { get; private set; }

    /// <summary>Teacher against itself.</summary>
    public DifferenceCount Noise { get; private set; }

    public void AddSampled(long texts = 1) => Sampled += texts;

    public void AddDropped(long texts = 1) => Dropped += texts;

    public void AddFailed(long texts = 1) => Failed += texts;

    /// <summary>Adds a comparison of the student with the teacher.</summary>
    public void Add(AnswerComparison comparison, IReadOnlyList<string> slices) => throw new NotImplementedException();

    /// <summary>Adds a comparison of the teacher with itself.</summary>
    public void AddNoise(AnswerComparison comparison) => throw new NotImplementedException();

    /// <summary>Adds what another has.</summary>
    public void Merge(ShadowTotals other) => throw new NotImplementedException();

    /// <summary>All of it as JSON on one line; no user text is in it.</summary>
    public string ToJson() => throw new NotImplementedException();

    /// <exception cref="FormatException">The text is no totals, or of a form that this version does not know.</exception>
    public static ShadowTotals FromJson(string json) => throw new NotImplementedException();
}
