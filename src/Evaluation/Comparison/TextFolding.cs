using System.Text;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Evaluation.Comparison;

/// <summary>
/// Removes differences that do not matter to a reader: case, compatible forms of characters, kinds of quotation marks and dashes.
/// </summary>
public static class TextFolding
{
    /// <summary>Returns the text without them.</summary>
    public static string Fold(string text)
    {
        var compatible = UnicodeText.Normalize(UnicodeText.WellFormed(text), NormalizationForm.FormKC).ToLowerInvariant();
        var folded = new StringBuilder(compatible.Length);
        foreach (var character in compatible)
        {
            folded.Append(
                character switch
                {
                    '“' or '”' or '„' or '‟' or '«' or '»' or '″' => '"',
                    '‘' or '’' or '‚' or '‛' or '‹' or '›' or '′' or '`' or '´' => '\'',
                    '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' => '-',
                    _ => character,
                }
            );
        }

        return folded.ToString();
    }
}
