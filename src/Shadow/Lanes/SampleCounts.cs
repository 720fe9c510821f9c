using System.Collections.ObjectModel;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Lanes;

/// <summary>Counts what becomes of one model's samples, in the findings and the metrics, by the pair of versions that answered.</summary>
internal sealed class SampleCounts(
    CheckedModel model,
    IVariantClient teacher,
    IFindings findings,
    ShadowMeters meters,
    TimeProvider timeProvider
)
{
    private volatile string _teacherVersion = "";

    /// <summary>The teacher's version: the one that it reports, or the one that answered last; empty while it is unknown.</summary>
    public string TeacherVersion => teacher.Status.Version ?? _teacherVersion;

    /// <summary>Records which version of the teacher has answered.</summary>
    public void Answered(string teacherVersion) => _teacherVersion = teacherVersion;

    /// <summary>The mark of a sample's text, for the pair of versions.</summary>
    public TextMark Mark(ShadowSample sample, string teacherVersion) =>
        TextMark.Of(model.Name, sample.StudentVersion, teacherVersion, sample);

    /// <summary>The mark of a sample's text, for a canary and the version whose calls it shares.</summary>
    public TextMark Mark(ShadowSample sample, CanaryPair pair, string teacherVersion) =>
        TextMark.OfCanary(model.Name, pair.Canary, pair.Current, teacherVersion, sample);

    /// <summary>Counts texts that were chosen.</summary>
    public void Sampled(string studentVersion, int texts)
    {
        if (texts > 0)
        {
            findings.Count(Key(studentVersion), totals => totals.AddSampled(texts));
        }
    }

    /// <summary>Counts samples that will not be compared: the queue was full, or the server stops.</summary>
    public void Dropped(string studentVersion, int texts)
    {
        if (texts > 0)
        {
            meters.Dropped(model.Name, model.Task, texts);
            findings.Count(Key(studentVersion), totals => totals.AddDropped(texts));
        }
    }

    /// <summary>Counts a sample that could not be compared.</summary>
    public void Failed(ShadowSample sample)
    {
        meters.Failed(model.Name, model.Task, 1);
        findings.Count(Key(sample.StudentVersion), totals => totals.AddFailed());
    }

    /// <summary>Counts a sample whose text was compared before.</summary>
    public void Repeated(ShadowSample sample, string teacherVersion)
    {
        meters.Repeated(model.Name, model.Task, 1);
        findings.Count(Key(sample.StudentVersion, teacherVersion), totals => totals.AddRepeated());
    }

    /// <summary>Counts a comparison of the student with the teacher.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="teacherVersion">The teacher's version that answered.</param>
    /// <param name="comparison">How the answers differ.</param>
    /// <param name="slices">The slices that the text belongs to.</param>
    /// <param name="kept">The sample as it is kept, if it is.</param>
    public void Compared(
        ShadowSample sample,
        string teacherVersion,
        AnswerComparison comparison,
        IReadOnlyList<string> slices,
        KeptSample? kept
    )
    {
        meters.Compared(model.Name, model.Task, comparison.Differs);
        findings.Add(
            new TextFinding(Key(sample.StudentVersion, teacherVersion), Mark(sample, teacherVersion), comparison, slices)
            {
                SampleId = kept?.Id,
                Signs = RiskSigns.Of(sample),
            },
            kept
        );
    }

    /// <summary>Counts a comparison of the teacher with itself.</summary>
    public void Noise(ShadowSample sample, string teacherVersion, AnswerComparison comparison) =>
        findings.Add(
            new TextFinding(Key(sample.StudentVersion, teacherVersion), Mark(sample, teacherVersion).OfNoise, comparison, [])
            {
                IsNoise = true,
            }
        );

    /// <summary>Counts a text that a canary, the version whose calls it shares, and the teacher have answered.</summary>
    public void Paired(ShadowSample sample, CanaryPair pair, string teacherVersion, AnswerComparison canary, AnswerComparison current) =>
        findings.Add(
            new TextFinding(Key(pair.Canary, teacherVersion), Mark(sample, pair, teacherVersion), canary, [])
            {
                Paired = new PairedOutcome(pair.Current, canary.Differs, current.Differs),
            }
        );

    /// <summary>Counts a text on which a canary and the version whose calls it shares were timed.</summary>
    public void Timed(ShadowSample sample, CanaryPair pair, string teacherVersion, double maxRatio, bool isSlower) =>
        findings.Add(
            new TextFinding(
                Key(pair.Canary, teacherVersion),
                TextMark.OfTiming(model.Name, pair.Canary, pair.Current, maxRatio, teacherVersion, sample),
                new AnswerComparison(isSlower, 0, ReadOnlyDictionary<string, double>.Empty),
                []
            )
            {
                Timed = new TimedOutcome(pair.Current, maxRatio, isSlower),
            }
        );

    private TotalsKey Key(string studentVersion, string? teacherVersion = null) =>
        TotalsKey.At(model.Name, studentVersion, teacherVersion ?? TeacherVersion, timeProvider.GetUtcNow());
}
