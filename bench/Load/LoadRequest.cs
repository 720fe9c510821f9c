using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Load;

/// <summary>The request that every target gets.</summary>
/// <param name="Task"><c>translation</c> or <c>text-classification</c>.</param>
/// <param name="Model">The model's name, where a target serves several.</param>
/// <param name="Folder">The variant's folder, for targets that read it themselves.</param>
/// <param name="NewTokens">Tokens to generate exactly; <see langword="null"/> to translate until the end.</param>
/// <param name="Whole">Whether a text is translated as one sequence, as in targets that do not split texts.</param>
/// <param name="Variant">student or teacher; <see langword="null"/> for the model's own.</param>
/// <param name="Beams">Beams of a translation.</param>
internal sealed record LoadRequest(
    string Task,
    string? Model,
    string Folder,
    int? NewTokens = null,
    bool Whole = false,
    string? Variant = null,
    int Beams = 1
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public bool IsTranslation => Task == "translation";

    /// <summary>The REST path.</summary>
    public string Path => IsTranslation ? "v1/translate" : "v1/classify";

    /// <summary>The REST body for a text, or for several.</summary>
    public byte[] Body(object text) =>
        IsTranslation
            ? JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    text,
                    model = Model,
                    variant = Variant,
                    options = new
                    {
                        beamSize = Beams,
                        minNewTokens = NewTokens,
                        maxNewTokens = NewTokens,
                        splitSentences = !Whole,
                    },
                },
                Json
            )
            : JsonSerializer.SerializeToUtf8Bytes(new { text, model = Model }, Json);
}
