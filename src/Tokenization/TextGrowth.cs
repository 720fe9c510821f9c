using TransformerService.Models.Errors;

namespace TransformerService.Tokenization;

/// <summary>
/// An end to what a tokenizer's rules make of a text: a rule that writes a thousand characters for one, or doubles the text and follows itself,
/// would fill the memory.
/// </summary>
internal static class TextGrowth
{
    private const int MostCharacters = 10_000_000;

    /// <exception cref="InferenceException">The text has grown too long.</exception>
    public static void Check(int length)
    {
        if (length > MostCharacters)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge, $"The rules of this model's tokenizer make more than {MostCharacters} characters of the text; send a shorter one.");
        }
    }
}
