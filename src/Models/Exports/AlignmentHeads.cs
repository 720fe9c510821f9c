using TransformerService.Models.Files;

namespace TransformerService.Models.Exports;

/// <summary>A head of a decoder's cross-attention.</summary>
/// <param name="Layer">Its layer, from 0.</param>
/// <param name="Head">Its place among the layer's heads, from 0.</param>
public readonly record struct AlignmentHead(int Layer, int Head);

/// <summary>
/// Reads <c>alignment_heads</c> of generation_config.json: the heads whose mean attention says which words of the source a word of the
/// translation belongs to. Hugging Face's name, which Whisper's exports have.
/// </summary>
internal static class AlignmentHeadsReader
{
    private const string Field = "alignment_heads";

    public static IReadOnlyList<AlignmentHead> Read(JsonSection generation)
    {
        var lists = generation.IntegerLists(Field);
        if (lists.All(list => list is [>= 0, >= 0]))
        {
            return [.. lists.Select(list => new AlignmentHead(list[0], list[1])).Distinct()];
        }

        generation.Fault(Field, "a list of pairs [layer, head], counted from 0");
        return [];
    }
}
