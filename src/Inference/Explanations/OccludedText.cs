using TransformerService.Inference.Admission;
using TransformerService.Inference.Serving;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Explanations;

/// <summary>
/// A text as the model reads it, and the same without each of its parts (Zeiler and Fergus 2014; Li, Monroe and Jurafsky 2016). Their tokens
/// are left out; nothing else of the row changes.
/// </summary>
/// <param name="Whole">The row of the whole text.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="Without">For each part the row without it.</param>
internal sealed record OccludedText(TokenizedText Whole, IReadOnlyList<ExplainedPlace> Parts, TokenizedText[] Without)
{
    /// <summary>All rows: the whole text, then those without a part.</summary>
    public IEnumerable<TokenizedText> Rows => [Whole, .. Without];

    /// <summary>The number of <see cref="Rows"/>.</summary>
    public int RowCount => Without.Length + 1;

    /// <summary>What the model read.</summary>
    public ReadText Read => new(Whole.Ids.Length, Whole.Truncated);

    /// <summary>Reads a text, and charges its rows before they are made.</summary>
    /// <exception cref="InferenceException">There are more rows, or more work, than one request may have.</exception>
    public static OccludedText Of(ServedModel model, string text, ExplainRequest request, RequestAccount account, TextWork work)
    {
        var (row, read) = PieceReader.Read(model, text, specialTokens: true, work);
        var parts = TextParts.Of(text, read.Pieces, request.Unit, request.MaxRows - 1, work);
        for (var part = 0; part <= parts.Places.Count; part++)
        {
            account.CountRow("parts to leave out", "Send them in several, or with a smaller maxRows.");
        }

        account.CheckWork((parts.Places.Count + 1L) * row.Ids.Length);
        return new OccludedText(
            row,
            parts.Places,
            [.. parts.Places.Select((_, part) => WithoutPart(model.Tokenizer, row, parts, part, work))]
        );
    }

    private static TokenizedText WithoutPart(TextTokenizer tokenizer, TokenizedText row, TextParts parts, int part, TextWork work)
    {
        work.Step(row.Ids.Length);
        int[] kept = [.. Enumerable.Range(0, row.Ids.Length).Where(place => parts.OfToken[place] != part)];

        // Without special tokens, a text of one part would leave an empty row, which no model reads.
        return kept.Length == 0
            ? new TokenizedText([tokenizer.UnknownId ?? tokenizer.PadId], [0], 1)
            : new TokenizedText([.. kept.Select(place => row.Ids[place])], [.. kept.Select(place => row.TypeIds[place])], kept.Length);
    }
}
