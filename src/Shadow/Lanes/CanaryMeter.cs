using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// While a student has a canary: asks the version of the two that has not answered a sample, and counts what the teacher says of both (a
/// paired comparison). Only the lane's one task uses it.
/// </summary>
/// <param name="versions">The versions of the student that answer now.</param>
/// <param name="counts">Counts the comparisons.</param>
/// <param name="recent">Texts that were compared lately.</param>
internal sealed class CanaryMeter(IStudentVersions versions, SampleCounts counts, RecentTexts recent)
{
    private Neighbours _canaryNeighbours = new(),
        _currentNeighbours = new();
    private CanaryPair? _last;

    /// <summary>Whether a text whose sample has been compared before is still to be compared for the canary.</summary>
    public bool Wants(ShadowSample sample, string teacherVersion) =>
        versions.Pair is { } pair && pair.Has(sample.StudentVersion) && !recent.Contains(counts.Mark(sample, pair, teacherVersion));

    /// <summary>Asks the other version and counts. A failure here does not affect the samples' own comparisons.</summary>
    /// <param name="samples">Samples that run together.</param>
    /// <param name="teacher">The teacher's answers to them.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task MeasureAsync(IReadOnlyList<ShadowSample> samples, TeacherAnswers teacher, CancellationToken cancellationToken)
    {
        if (versions.Pair is not { } pair)
        {
            return;
        }

        if (pair != _last)
        {
            (_last, _canaryNeighbours, _currentNeighbours) = (pair, new Neighbours(), new Neighbours());
        }

        var wanted = Enumerable
            .Range(0, samples.Count)
            .Where(index => Wants(samples[index], teacher.Version))
            .GroupBy(index => pair.Other(samples[index].StudentVersion));
        foreach (var group in wanted)
        {
            int[] indices = [.. group];
            try
            {
                var client = versions.ClientOf(group.Key);
                var answers = await TeacherQuestions.AskAsync(client, [.. indices.Select(index => samples[index])], cancellationToken);
                for (var place = 0; place < indices.Length && answers.Version == group.Key; place++)
                {
                    Count(pair, samples[indices[place]], answers.Answers[place], teacher.Answers[indices[place]], teacher.Version);
                }
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The canary has ended, or a version fails: then callers' requests fail too, and their counts show it.
            }
        }
    }

    private void Count(CanaryPair pair, ShadowSample sample, SampleAnswer other, SampleAnswer reference, string teacherVersion)
    {
        var (canary, current) = sample.StudentVersion == pair.Canary ? (sample.Student, other) : (other, sample.Student);
        counts.Paired(
            sample,
            pair,
            teacherVersion,
            Compare(sample, canary, reference, _canaryNeighbours),
            Compare(sample, current, reference, _currentNeighbours)
        );
        recent.Add(counts.Mark(sample, pair, teacherVersion));
    }

    private static AnswerComparison Compare(ShadowSample sample, SampleAnswer answer, SampleAnswer reference, Neighbours neighbours)
    {
        var comparison = sample.Compare(answer, reference);
        return answer.Vector is { } vector && reference.Vector is { } other ? neighbours.Add(comparison, vector, other) : comparison;
    }
}
