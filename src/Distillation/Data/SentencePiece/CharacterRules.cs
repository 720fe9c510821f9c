using System.Globalization;
using System.Text;
using TransformerService.Tokenization.SentencePiece;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>
/// Selects a model's normalisation rules that lead to characters for which it has pieces, in the format of spm_train's
/// <c>--normalization_rule_tsv</c>. The other rules only lead to unknown characters, and a run of these is one unknown piece in any
/// spelling.
/// </summary>
internal static class CharacterRules
{
    private const char WordStart = '\u2581';
    private const string NonJoiner = "\u200C";
    private const string Joiner = "\u200D";
    private const string Replacement = "\uFFFD";
    private const char FirstLigature = '\uFB00';
    private const char LastLigature = '\uFB06';

    /// <summary>One rule per line: code points in hexadecimal, a tab, their replacement; in the order of the characters' bytes.</summary>
    /// <param name="model">A model with all rules.</param>
    /// <param name="faithful">Whether to leave out the rules that replace a character by a different one, such as ² by 2.</param>
    public static IEnumerable<string> Of(SentencePieceModel model, bool faithful)
    {
        var file = ModelFile.Parse(model.Content, "source.spm");
        HashSet<Rune> known =
        [
            .. file.Pieces.Where(piece => piece.Type == PieceType.Normal).SelectMany(piece => piece.Text.EnumerateRunes()),
        ];
        known.Add(new Rune(' '));
        known.Remove(new Rune(WordStart));
        return new CharacterMap(file.CharacterMap)
            .Rules()
            .Select(rule => (Text: Encoding.UTF8.GetString(rule.Text), Replacement: Encoding.UTF8.GetString(rule.Replacement)))
            .Where(rule => rule.Replacement.Length == 0 || rule.Replacement.EnumerateRunes().Any(known.Contains))
            .Where(rule => !faithful || IsFaithful(rule.Text, rule.Replacement))
            .Select(rule => $"{CodePoints(rule.Text)}\t{CodePoints(rule.Replacement)}");
    }

    /// <summary>
    /// Whether a rule keeps the meaning: white space becomes a space, controls are dropped, accents composed, and ﬁ and similar ligatures
    /// split into letters. The joiners of emoji and scripts are kept.
    /// </summary>
    private static bool IsFaithful(string text, string replacement) =>
        (replacement is "" or " " && text is not (NonJoiner or Joiner or Replacement))
        || (text is [>= FirstLigature and <= LastLigature])
        || text.Normalize(NormalizationForm.FormC) == replacement.Normalize(NormalizationForm.FormC);

    private static string CodePoints(string text) =>
        string.Join(' ', text.EnumerateRunes().Select(rune => rune.Value.ToString("X", CultureInfo.InvariantCulture)));
}
