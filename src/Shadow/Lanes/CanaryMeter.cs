using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// While a student has a canary: asks the version of the two that has not answered a sample, and counts what the teacher says of both (a
/// paired comparison). One text of those that run together is also timed. Only the lane's one task uses it.
/// </summary>
/// <param name="model">The model's name.</param>
/// <param name="versions">The versions of the student that answer now.</param>
/// <param name="counts">Counts the comparisons.</param>
/// <param name="recent">Texts that were compared lately.</param>
/// <param name="logger">Reports a version that fails.</param>
internal sealed class CanaryMeter(string model, IStudentVersions versions, SampleCounts counts, RecentTexts recent, ILogger logger)
{
    private static readonly AnswerComparison _failed = new(true, 1, ReadOnlyDictionary<string, double>.Empty);

    private Neighbours _canaryNeighbours = new(),
        _currentNeighbours = new();
    private readonly CanaryTimer _timer = new(versions, counts);
    private CanaryPair? _last,
        _reported;

    /// <summary>Whether a text whose sample has been compared before is still to be compared for the canary.</summary>
    public bool Wants(ShadowSample sample, string teacherVersion) => versions.Pair is { } pair && IsNew(pair, sample, teacherVersion);

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

        var wanted = samples
            .Zip(teacher.Answers)
            .Where(entry => IsNew(pair, entry.First, teacher.Version))
            .DistinctBy(entry => counts.Mark(entry.First, pair, teacher.Version))
            .GroupBy(entry => pair.Other(entry.First.StudentVersion))
            .ToList();
        foreach (var group in wanted)
        {
            await AskAsync(pair, group.Key, [.. group], teacher.Version, cancellationToken);
        }

        if (wanted.Count > 0)
        {
            await _timer.MeasureAsync(pair, wanted[0].First().First, teacher.Version, cancellationToken);
        }
    }

    /// <summary>Asks a version about samples. If it fails, each text is asked about alone.</summary>
    private async Task AskAsync(
        CanaryPair pair,
        string version,
        IReadOnlyList<(ShadowSample Sample, SampleAnswer Teacher)> asked,
        string teacherVersion,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answers = await TeacherQuestions.AskAsync(
                versions.ClientOf(version),
                [.. asked.Select(entry => entry.Sample)],
                cancellationToken
            );
            for (var index = 0; index < asked.Count && answers.Version == version; index++)
            {
                Count(pair, asked[index].Sample, answers.Answers[index], asked[index].Teacher, teacherVersion);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of a version: whatever it throws, the next texts are tried.
            if (asked.Count > 1)
            {
                foreach (var one in asked)
                {
                    if (IsNew(pair, one.Sample, teacherVersion))
                    {
                        await AskAsync(pair, version, [one], teacherVersion, cancellationToken);
                    }
                }

                return;
            }

            recent.Add(counts.Mark(asked[0].Sample, pair, teacherVersion)); // not asked again and again
            if (IsOfTheVersion(exception) && versions.Pair == pair)
            {
                Count(pair, asked[0].Sample, null, asked[0].Teacher, teacherVersion);
            }

            if (_reported != pair && versions.Pair == pair)
            {
                _reported = pair;
                ShadowLog.CanaryNotCompared(logger, model, version, exception.GetType().Name);
            }
        }
    }

    private bool IsNew(CanaryPair pair, ShadowSample sample, string teacherVersion) =>
        pair.Has(sample.StudentVersion) && !recent.Contains(counts.Mark(sample, pair, teacherVersion));

    /// <summary>Whether a version is to blame. A full queue, or a version that is not loaded any more, says nothing about it.</summary>
    private static bool IsOfTheVersion(Exception exception) =>
        exception
            is not InferenceException
            {
                Error: not (InferenceError.InvalidInput or InferenceError.InputTooLarge or InferenceError.Internal)
            };

    /// <summary>Counts what both versions made of a text; one that failed on it (null) differs from the teacher.</summary>
    private void Count(CanaryPair pair, ShadowSample sample, SampleAnswer? other, SampleAnswer reference, string teacherVersion)
    {
        var (canary, current) = sample.StudentVersion == pair.Canary ? (sample.Student, other) : (other, sample.Student);
        AnswerComparison ofCanary = Compare(sample, canary, reference, _canaryNeighbours),
            ofCurrent = Compare(sample, current, reference, _currentNeighbours);
        if (reference.Vector is not null && (LacksNeighbours(ofCanary) || LacksNeighbours(ofCurrent)))
        {
            return; // before there are enough texts to find neighbours among, a vector says nothing about either version
        }

        counts.Paired(sample, pair, teacherVersion, ofCanary, ofCurrent);
        recent.Add(counts.Mark(sample, pair, teacherVersion));
    }

    private static AnswerComparison Compare(ShadowSample sample, SampleAnswer? answer, SampleAnswer reference, Neighbours neighbours)
    {
        if (answer is null)
        {
            return _failed;
        }

        var comparison = sample.Compare(answer, reference);
        return answer.Vector is { } vector && reference.Vector is { } other ? neighbours.Add(comparison, vector, other) : comparison;
    }

    private static bool LacksNeighbours(AnswerComparison comparison) =>
        comparison != _failed && !comparison.Metrics.ContainsKey(ShadowMetrics.NeighbourOverlap);
}
