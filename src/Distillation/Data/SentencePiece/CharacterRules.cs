using System.Globalization;
using System.Text;
using TransformerService.Inference.Tokenization.SentencePiece;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>
/// The normalisation rules of a model that lead to characters which it has pieces for, as spm_train's <c>--normalization_rule_tsv</c>
/// reads them. The others end in unknown characters alone, a run of which is one unknown piece however it is written.
/// </summary>
internal static class CharacterRules
{
    private const char WordStart = '\u2581';
    private const string NonJoiner = "\u200C";
    private const string Joiner = "\u200D";
    private const string Replacement = "\uFFFD";
    private const char FirstLigature = '\uFB00';
    private const char LastLigature = '\uFB06';

    /// <summary>One line a rule: code points in hexadecimal, a tab, those that replace them; in the order of the characters' bytes.</summary>
    /// <param name="model">A model with all rules.</param>
    /// <param name="faithful">Leaves out the rules that write a character as another one, such as ² as 2.</param>
    public static IEnumerable<string> Of(SentencePieceModel model, bool faithful)
    {
        ModelFile file = ModelFile.Parse(model.Content, "source.spm");
        HashSet<Rune> known = [.. file.Pieces.Where(piece => piece.Type == PieceType.Normal).SelectMany(piece => piece.Text.EnumerateRunes())];
        known.Add(new Rune(' '));
        known.Remove(new Rune(WordStart));
        return new CharacterMap(file.CharacterMap).Rules()
            .Select(rule => (Text: Encoding.UTF8.GetString(rule.Text), Replacement: Encoding.UTF8.GetString(rule.Replacement)))
            .Where(rule => rule.Replacement.Length == 0 || rule.Replacement.EnumerateRunes().Any(known.Contains))
            .Where(rule => !faithful || IsFaithful(rule.Text, rule.Replacement))
            .Select(rule => $"{CodePoints(rule.Text)}\t{CodePoints(rule.Replacement)}");
    }

    /// <summary>White space as a space, controls as nothing, accents composed, and ﬁ and its like as letters; the joiners of emoji and scripts stay.</summary>
    private static bool IsFaithful(string text, string replacement) =>
        (replacement is "" or " " && text is not (NonJoiner or Joiner or Replacement))
        || (text is [>= FirstLigature and <= LastLigature])
        || text.Normalize(NormalizationForm.FormC) == replacement.Normalize(NormalizationForm.FormC);

    private static string CodePoints(string text) =>
        string.Join(' ', text.EnumerateRunes().Select(rune => rune.Value.ToString("X", CultureInfo.InvariantCulture)));
}
