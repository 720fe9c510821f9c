using TransformerService.Models.Errors;

namespace TransformerService.Tokenization;

/// <summary>
/// Limits the text that a tokenizer's rules produce. A rule that writes a thousand characters for one, or one that doubles the text and is
/// applied repeatedly, would fill the memory.
/// </summary>
internal static class TextGrowth
{
    private const int MostCharacters = 10_000_000;

    /// <exception cref="InferenceException">The text has become too long.</exception>
    public static void Check(int length)
    {
        if (length > MostCharacters)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"The rules of this model's tokenizer make more than {MostCharacters} characters of the text; send a shorter one."
            );
        }
    }
}
