using TransformerService.Inference.Decoding;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Numbers;
using TransformerService.Tokenization.Segments.Signs;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>A row of a plan: a sentence, or a piece of one; and what its translation became.</summary>
/// <param name="source">Its text, with its spans.</param>
/// <param name="part">Its part of the text.</param>
/// <param name="read">What the model reads.</param>
internal sealed class PlannedRow(string source, TextPart part, TokenizedText read)
{
    public string Source => source;

    public TextPart Part => part;

    public TokenizedText Read => read;

    /// <summary>The protected spans in <see cref="Source"/>, each of which a stand-in stands for.</summary>
    public IReadOnlyList<ProtectedSpan> Spans { get; init; } = [];

    /// <summary>The words that the model reads for <see cref="Spans"/>.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    /// <summary>The words that the model read for <see cref="Spans"/> before, and that did not come back.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>Makes the rows that are translated instead; null for a text that is one sequence, as it is.</summary>
    public RowPlanner? Planner { get; init; }

    /// <summary>The index of its sentence in the text.</summary>
    public int Sentence { get; init; }

    /// <summary>Whether it is decoded with no n-gram twice, because its translation ran away before.</summary>
    public bool IsDecodedAgain { get; init; }

    /// <summary>Whether its numbers are spans, or stand between its pieces.</summary>
    public bool HasProtectedNumbers { get; init; }

    /// <summary>Its translations, best first, with their spans; set once it is translated.</summary>
    public IReadOnlyList<RowText> Texts { get; private set; } = [];

    /// <summary>Why its translation ended.</summary>
    public FinishReason Reason { get; private set; }

    /// <summary>The number of tokens that the model wrote for it.</summary>
    public int OutputTokens { get; private set; }

    /// <summary>What is translated instead, if anything.</summary>
    public IReadOnlyList<PlannedPart>? Instead { get; set; }

    /// <summary>The rows that make its translation.</summary>
    public IEnumerable<PlannedRow> Final =>
        Instead is null ? [this] : Instead.Where(one => one.Row is not null).SelectMany(one => one.Row?.Final ?? []);

    /// <summary>Whether its translation ran away, and was decoded again.</summary>
    public bool RanAway => Instead is not null && (Reason == FinishReason.Repetition || Final.Any(row => row.IsDecodedAgain));

    /// <summary>The numbers that a translation of it does not have as it should; a glossary may change numbers of its terms.</summary>
    public IReadOnlyList<NumberDifference> NumberDifferences(string translation, string? language, TextWork work)
    {
        var found = NumberComparison.Differences(source, translation, Planner?.Language, language, work);
        return found.Count == 0 || !Spans.Any(span => span.Term is not null)
            ? found
            :
            [
                .. found.Where(number =>
                    !Spans.Any(span =>
                        span.Term is { } term
                        && (
                            (number.Source is { } written && span.Start <= written.Start && written.End <= span.End)
                            || term.Written.Contains(number.Text, StringComparison.Ordinal)
                        )
                    )
                ),
            ];
    }

    /// <summary>Where the numbers stand that are to be protected; all of them where the translation has one that none of them explains.</summary>
    public IReadOnlyList<ProtectedSpan> DoubtfulNumbers(string translation, string? language, TextWork work)
    {
        var found = NumberDifferences(translation, language, work);
        return found.Count == 0 ? []
            : found.Any(difference => difference.Source is null) ? NumberSpans.Of(source, WrittenNumber.Find(source, work))
            : NumberSpans.Of(source, found.Select(difference => difference.Source).OfType<WrittenNumber>());
    }

    /// <summary>Where the signs stand that a translation of it has more or less often; those of its spans are not compared.</summary>
    public IReadOnlyList<ProtectedSpan> DoubtfulSigns(string translation, TextWork work)
    {
        var found = SignComparison.Differences(source, translation, work);
        return found.Count == 0 || Spans.Count == 0
            ? found
            : [.. found.Where(sign => !Spans.Any(span => span.Start <= sign.Start && sign.End <= span.End))];
    }

    /// <summary>The same row, to be decoded with no n-gram twice.</summary>
    public PlannedRow DecodedAgain() =>
        new(source, part, read)
        {
            Spans = Spans,
            StandIns = StandIns,
            Tried = Tried,
            Planner = Planner,
            Sentence = Sentence,
            HasProtectedNumbers = HasProtectedNumbers,
            IsDecodedAgain = true,
        };

    /// <summary>Keeps the translation.</summary>
    /// <param name="found">What the model wrote, best first.</param>
    /// <param name="texts">The same as text, with the spans.</param>
    public void Keep(IReadOnlyList<GeneratedSequence> found, IReadOnlyList<RowText> texts)
    {
        Texts = texts;
        Reason = found[0].Reason;
        OutputTokens = found[0].Tokens.Length;
    }
}

/// <summary>A translation of a row.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Score">Its score.</param>
/// <param name="Tokens">The number of tokens that the model wrote.</param>
internal readonly record struct RowText(string Text, double Score, int Tokens);

/// <summary>A part of a plan: text that is copied, or a row.</summary>
internal readonly record struct PlannedPart(ReadOnlyMemory<char> Text, PlannedRow? Row);
