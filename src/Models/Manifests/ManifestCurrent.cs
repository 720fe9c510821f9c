namespace TransformerService.Models.Manifests;

/// <summary>A model.json's <c>current</c>: which version of each variant answers. What is left out is the highest number.</summary>
public sealed record ManifestCurrent
{
    /// <summary>The student's version: the name of a folder inside its folder.</summary>
    public string? Student { get; init; }

    /// <summary>The teacher's version.</summary>
    public string? Teacher { get; init; }

    /// <summary>The version of a variant; <see langword="null"/> where none is named.</summary>
    public string? Of(VariantRole role) => role == VariantRole.Student ? Student : Teacher;
}
