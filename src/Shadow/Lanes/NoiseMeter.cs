using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// Asks the teacher about a share of the samples once more, batched differently: alone if the sample was answered among others, among
/// recent other samples if it was alone. How far the teacher then differs from itself is the noise floor (what Diffy does with two
/// primaries: R. Sadhu, Twitter, 2015).
/// </summary>
/// <param name="share">Share of the samples, 0 to 1.</param>
internal sealed class NoiseMeter(double share)
{
    /// <summary>How many other samples join one that was answered alone.</summary>
    private const int Company = 3;

    /// <summary>The latest samples that differ in text; only the lane's one task touches it.</summary>
    private readonly List<ShadowSample> _latest = [];

    /// <summary>Asks again and counts. The sample was compared before: a failure here does not affect that.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="counts">Counts the comparisons.</param>
    /// <param name="samples">The samples that were asked about together.</param>
    /// <param name="compared">Those that were compared; the others are repeated texts.</param>
    /// <param name="first">The first answers to all samples.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task MeasureAsync(
        IVariantClient teacher,
        SampleCounts counts,
        IReadOnlyList<ShadowSample> samples,
        IReadOnlyList<int> compared,
        TeacherAnswers first,
        CancellationToken cancellationToken
    )
    {
        foreach (var index in compared)
        {
            if (Random.Shared.NextDouble() >= share)
            {
                continue;
            }

            var sample = samples[index];
            ShadowSample[] company =
                samples.Count > 1 ? [] : [.. _latest.Where(other => other.RunsWith(sample) && other.Text != sample.Text)];
            try
            {
                var again = await TeacherQuestions.AskAsync(teacher, [.. company, sample], cancellationToken);
                if (again.Version == first.Version)
                {
                    counts.Noise(sample, first.Version, sample.Compare(again.Answers[^1], first.Answers[index]));
                }
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The teacher is unavailable meanwhile; the next samples will report it.
                break;
            }
        }

        _latest.AddRange(samples);
        _latest.RemoveRange(0, Math.Max(0, _latest.Count - Company));
    }
}
