using System.Globalization;
using System.Security.Cryptography;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Redaction;
using TransformerService.Shadow.Sampling;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// Decides what is kept of samples: all whose answers differ, and a random share of all. Of texts, only length and hash are kept, unless
/// the operator allows the text itself; then it is redacted first.
/// </summary>
internal sealed class SampleKeeper(ShadowOptions options, TimeProvider timeProvider)
{
    private readonly byte[] _key = options.HashKeyBytes ?? RandomNumberGenerator.GetBytes(32);

    /// <summary>Whether texts are kept, redacted.</summary>
    public bool KeepsText { get; init; } = options.StoreText;

    /// <summary>The sample as it is kept; <see langword="null"/> if it is not.</summary>
    public KeptSample? Keep(
        string model,
        ShadowSample sample,
        SampleAnswer teacher,
        string teacherVersion,
        AnswerComparison comparison,
        IReadOnlyList<string> slices
    )
    {
        var share = options.Store.ControlShare;
        var isControl = Random.Shared.NextDouble() < share;
        if (options.Store.MaxSamples == 0 || !(comparison.Differs || isControl))
        {
            return null;
        }

        var now = timeProvider.GetUtcNow();
        return new KeptSample(
            Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture),
            now,
            model,
            sample.StudentVersion,
            teacherVersion,
            comparison.Differs,
            comparison.Severity,
            isControl ? share : null,
            comparison.Metrics,
            slices,
            Kept(sample.Text, null),
            Kept(sample.Student.Text, sample.Student.Score),
            Kept(teacher.Text, teacher.Score)
        )
        {
            Pair = sample.Pair is null ? null : Kept(sample.Pair, null),
        };
    }

    private KeptText Kept(string text, double? score) =>
        new(UnicodeText.CodePoints(text), TextHash.Of(text, _key), score, KeepsText ? Redactor.Redact(text) : null);
}
