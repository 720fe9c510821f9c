using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// Compares the time of a canary with that of the current version, if the model's settings limit it: each answers one text, alone, one
/// after the other, and in turns as the first. The times are those of running the model, without queues, so both are measured under the
/// same load. Only the lane's one task uses it.
/// </summary>
/// <param name="versions">The versions of the student that answer now.</param>
/// <param name="counts">Counts the comparisons.</param>
internal sealed class CanaryTimer(IStudentVersions versions, SampleCounts counts)
{
    private bool _canaryIsFirst;

    /// <summary>Times both versions on a text. A failure here does not affect other comparisons, which count it.</summary>
    public async Task MeasureAsync(CanaryPair pair, ShadowSample sample, string teacherVersion, CancellationToken cancellationToken)
    {
        if (versions.MaxLatencyRatio is not { } ratio)
        {
            return;
        }

        _canaryIsFirst = !_canaryIsFirst;
        try
        {
            var first = await TimeAsync(_canaryIsFirst ? pair.Canary : pair.Current, sample, cancellationToken);
            var second = await TimeAsync(_canaryIsFirst ? pair.Current : pair.Canary, sample, cancellationToken);
            var (canary, current) = _canaryIsFirst ? (first, second) : (second, first);
            if (canary > TimeSpan.Zero && current > TimeSpan.Zero)
            {
                counts.Timed(sample, pair, teacherVersion, ratio, isSlower: canary > current * ratio);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A version is away, or fails on the text; the next texts are timed.
        }
    }

    /// <summary>How long a version runs for a text; zero if another version has answered.</summary>
    private async Task<TimeSpan> TimeAsync(string version, ShadowSample sample, CancellationToken cancellationToken)
    {
        var answers = await TeacherQuestions.AskAsync(versions.ClientOf(version), [sample], cancellationToken);
        return answers.Version == version ? answers.Inference : TimeSpan.Zero;
    }
}
