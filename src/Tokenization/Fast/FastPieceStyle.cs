using System.Text.Json;
using TransformerService.Models.Files;

namespace TransformerService.Tokenization.Fast;

/// <summary>How the pieces of a tokenizer.json are written.</summary>
internal static class FastPieceStyle
{
    /// <param name="root">The file.</param>
    /// <param name="model">Its model.</param>
    public static PieceStyle Of(JsonSection root, JsonSection model)
    {
        var isWordPiece = model.ShortText("type") is "WordPiece" || (!model.Has("merges") && !model.Has("unk_id"));
        var unknown =
            isWordPiece ? UnknownExtent.Word
            : model.Has("unk_id") || (model.Flag("fuse_unk") ?? false) ? UnknownExtent.Run
            : UnknownExtent.Character;
        var prefix = model.ShortText("continuing_subword_prefix") ?? (isWordPiece ? "##" : "");
        var suffix = model.ShortText("end_of_word_suffix") ?? "";
        return prefix.Length > 0 ? new PieceStyle(PieceKind.Continued, prefix, unknown)
            : Uses(root, "pre_tokenizer", "ByteLevel") || Uses(root, "decoder", "ByteLevel") ? new PieceStyle(PieceKind.Bytes, "", unknown)
            : suffix.Length > 0 ? new PieceStyle(PieceKind.Ended, suffix, unknown)
            : new PieceStyle(PieceKind.Spaced, "\u2581", unknown);
    }

    private static bool Uses(JsonSection root, string part, string type) =>
        root.Section(part) is { } section && Types(section.Json).Contains(type);

    private static IEnumerable<string?> Types(JsonElement part) =>
        part.ValueKind switch
        {
            JsonValueKind.Object => part.EnumerateObject()
                .SelectMany(field =>
                    field.Name == "type" && field.Value.ValueKind == JsonValueKind.String ? [field.Value.GetString()] : Types(field.Value)
                ),
            JsonValueKind.Array => part.EnumerateArray().SelectMany(Types),
            _ => [],
        };
}
