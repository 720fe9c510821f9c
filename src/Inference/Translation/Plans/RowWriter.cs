using TransformerService.Inference.Decoding;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Turns what a model wrote for a row into text.</summary>
/// <param name="model">The model.</param>
/// <param name="language">The target language.</param>
/// <param name="work">Counts the work.</param>
internal sealed class RowWriter(TranslationModel model, string? language, TextWork work)
{
    private static readonly HashSet<string> _none = [];

    /// <summary>Keeps the translations of a row in which each span stands once; returns whether there is one.</summary>
    public bool Write(PlannedRow row, IReadOnlyList<GeneratedSequence> found)
    {
        string[] spans = [.. row.Spans.Select(span => span.WrittenIn(row.Source))];
        var texts = new List<RowText>(found.Count);
        foreach (var sequence in found)
        {
            if (Text(row, spans, model.Tokenizer.Decode(sequence.Tokens, work)) is { } text)
            {
                texts.Add(new RowText(text, sequence.Score, sequence.Tokens.Length));
            }
        }

        var isRight = texts.Count > 0;
        if (!isRight)
        {
            var text = StandIns.Replace(model.Tokenizer.Decode(found[0].Tokens, work), row.StandIns, spans);
            texts.Add(new RowText(text, found[0].Score, found[0].Tokens.Length));
        }

        row.Keep(found, texts);
        return isRight;
    }

    private string? Text(PlannedRow row, string[] spans, string translation)
    {
        if (row.Planner is not { } planner)
        {
            return translation;
        }

        translation = planner.Restore(translation, row.Source);
        var lower = row.Part with { IsUpperCase = false };
        if (spans.Length == 0)
        {
            return ModelText.Write(translation, row.Source, row.Part, planner.Tally.SpanTexts, language, work);
        }

        // The spans keep their case.
        return StandIns.Restore(
            ModelText.Write(translation, row.Source, lower, _none, language, work),
            row.StandIns,
            spans,
            text => row.Part.IsUpperCase ? UpperCase.Raise(text, language, work) : text
        );
    }
}
