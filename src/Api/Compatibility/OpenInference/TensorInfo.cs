using System.Globalization;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>A tensor that a model takes or gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its datatype.</param>
/// <param name="Shape">Its shape; −1 is any number.</param>
/// <param name="IsOptional">Whether a request may leave it out.</param>
internal sealed record TensorInfo(string Name, string Datatype, IReadOnlyList<long> Shape, bool IsOptional = false)
{
    /// <summary>Texts, in UTF-8.</summary>
    public const string Bytes = "BYTES";

    public const string Float32 = "FP32";

    /// <summary>What a model's configuration calls <see cref="Bytes"/>.</summary>
    public const string StringType = "TYPE_STRING";

    /// <summary>A size that the request or the model sets.</summary>
    public const long Any = -1;

    /// <summary>Checks what a request says of an input.</summary>
    /// <param name="datatype">Its datatype.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="place">Where it is in the request.</param>
    /// <returns>The number of its texts.</returns>
    /// <exception cref="InferenceException">It is not a tensor of texts, or holds too many.</exception>
    public static int CountTexts(string? datatype, IReadOnlyList<long>? shape, string place)
    {
        if (datatype != Bytes)
        {
            throw InferenceException.Invalid($"The datatype of {place} must be \"{Bytes}\": every input is texts.");
        }

        // Before anything is multiplied: no shape can overflow.
        if (shape is not ([_] or [_, 1]) || shape[0] < 0)
        {
            throw InferenceException.Invalid($"The shape of {place} must be [n] or [n, 1], where n is the number of its texts.");
        }

        return shape[0] <= InferenceOptions.LargestMaxTextsPerRequest
            ? (int)shape[0]
            : throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place} holds more than {InferenceOptions.LargestMaxTextsPerRequest} texts; send them in several requests."
                )
            );
    }

    /// <summary>Checks that a tensor holds as many elements as its shape says.</summary>
    public static IReadOnlyList<T> Checked<T>(IReadOnlyList<T> elements, int count, string place) =>
        elements.Count == count
            ? elements
            : throw InferenceException.Invalid($"The shape of {place} holds {count} elements, but its data has {elements.Count}.");
}
