using System.Text;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Slow;

/// <summary>
/// BERT's words: the text is cleaned, split at white space and punctuation, and optionally lower-cased and stripped of accents.
/// </summary>
public sealed class BasicTokenizer(bool lowerCase, bool stripAccents, bool spaceChinese, HashSet<string> neverSplit)
{
    public IEnumerable<string> Words(string text, TextWork? work = null)
    {
        work ??= new TextWork(CancellationToken.None);

        // Composed, so that the two ways of writing one character give the same piece; decomposed again where accents are stripped.
        text = UnicodeText.Normalize(Clean(text, work), NormalizationForm.FormC, work);
        foreach (var word in UnicodeText.Words(text, work))
        {
            if (neverSplit.Contains(word))
            {
                yield return word;
                continue;
            }

            var changed = lowerCase ? UnicodeText.ToLower(word) : word;
            changed = stripAccents ? UnicodeText.StripAccents(changed, work) : changed;
            foreach (var part in SplitOnPunctuation(changed, work))
            {
                yield return part;
            }
        }
    }

    private string Clean(string text, TextWork work)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            work.Step();
            if (rune.Value is 0 or 0xFFFD || CharacterClass.IsBertControl(rune))
            {
                continue;
            }

            if (CharacterClass.IsBertSpace(rune))
            {
                result.Append(' ');
            }
            else if (spaceChinese && CharacterClass.IsChinese(rune))
            {
                result.Append(' ').Append(rune.ToString()).Append(' ');
            }
            else
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    private IEnumerable<string> SplitOnPunctuation(string word, TextWork work)
    {
        if (neverSplit.Contains(word))
        {
            return [word];
        }

        var parts = new StringBuilder(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            work.Step();
            if (CharacterClass.IsBertPunctuation(rune))
            {
                parts.Append(' ').Append(rune.ToString()).Append(' ');
            }
            else
            {
                parts.Append(rune.ToString());
            }
        }

        return UnicodeText.Words(parts.ToString(), work);
    }
}
