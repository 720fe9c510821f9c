using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// Has the teacher answer a share of the samples once more in another company: alone if it answered them among others, among the latest others
/// if alone. How far it then differs from itself is the noise floor (what Diffy does with two primaries: R. Sadhu, Twitter, 2015).
/// </summary>
/// <param name="share">Share of the samples, 0 to 1.</param>
internal sealed class NoiseMeter(double share)
{
    /// <summary>Others that a sample which was alone is asked again among.</summary>
    private const int Company = 3;

    /// <summary>The latest samples that differ in text; only the lane's one task touches it.</summary>
    private readonly List<ShadowSample> _latest = [];

    /// <summary>Asks again and counts. The sample was compared before: whatever fails here takes nothing from that.</summary>
    /// <param name="judge">Whom to ask, and who counts.</param>
    /// <param name="samples">What was asked about together.</param>
    /// <param name="compared">Which of these were compared; the others came again.</param>
    /// <param name="first">The answers to all of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task MeasureAsync(
        SampleJudge judge, IReadOnlyList<ShadowSample> samples, IReadOnlyList<int> compared, TeacherAnswers first, CancellationToken cancellationToken)
    {
        foreach (int index in compared)
        {
            if (Random.Shared.NextDouble() >= share)
            {
                continue;
            }

            ShadowSample sample = samples[index];
            ShadowSample[] company = samples.Count > 1 ? [] : [.. _latest.Where(other => other.RunsWith(sample) && other.Text != sample.Text)];
            try
            {
                TeacherAnswers again = await TeacherQuestions.AskAsync(judge.Teacher, [.. company, sample], cancellationToken);
                if (again.Version == first.Version)
                {
                    judge.CountNoise(sample, first.Version, SampleJudge.Compare(sample, again.Answers[^1], first.Answers[index]));
                }
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The teacher has gone since; the next samples will tell.
                break;
            }
        }

        _latest.AddRange(samples);
        _latest.RemoveRange(0, Math.Max(0, _latest.Count - Company));
    }
}
