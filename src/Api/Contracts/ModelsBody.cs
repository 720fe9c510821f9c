using TransformerService.Models.Catalog;

namespace TransformerService.Api.Contracts;

/// <summary>The models that the server has.</summary>
public sealed record ModelsBody
{
    /// <summary>The processor's architecture and those of its features that matter to integer and bfloat16 products.</summary>
    /// <example>x64 avx2 avx512f avx512_vnni</example>
    public required string Cpu { get; init; }

    /// <summary>
    /// How exact the integer products of an int8 model are here whose weights allow saturation: exact, exactMode (exact, and slower) or
    /// saturating. Each variant tells its own.
    /// </summary>
    /// <example>exact</example>
    public required Int8Arithmetic Int8Arithmetic { get; init; }

    /// <summary>All models by name, also those that are loading or failed.</summary>
    public required IReadOnlyList<ModelBody> Models { get; init; }
}
