using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Admission;

/// <summary>The limits of a request's texts.</summary>
internal static class TextRules
{
    /// <exception cref="InferenceException">There are too many texts or characters, or no text.</exception>
    /// <returns>The characters of the texts.</returns>
    public static long CheckTexts(
        IReadOnlyList<string> texts,
        IReadOnlyList<string>? others,
        InferenceOptions options,
        string field = "text"
    )
    {
        CheckCount(texts.Count, options, field, "texts");
        var characters = texts.Sum(text => (long)text.Length) + (others?.Sum(text => (long)text.Length) ?? 0);
        if (characters > options.MaxCharactersPerRequest)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"The texts have {characters} characters; one request may have {options.MaxCharactersPerRequest} (Inference:MaxCharactersPerRequest). Send them in several."
            );
        }

        return characters;
    }

    /// <exception cref="InferenceException">There are too many texts, or none.</exception>
    public static void CheckCount(int count, InferenceOptions options, string field, string unit)
    {
        if (count == 0)
        {
            throw new InferenceException(InferenceError.InvalidInput, $"'{field}' must hold at least one {unit[..^1]}.");
        }

        if (count > options.MaxTextsPerRequest)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"'{field}' holds {count} {unit}; one request may hold {options.MaxTextsPerRequest} (Inference:MaxTextsPerRequest). Send them in several."
            );
        }
    }
}
