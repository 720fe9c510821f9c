using TransformerService.Models.Exports;

namespace TransformerService.Models.Repository;

/// <summary>A variant as it lies on disk: an Optimum export.</summary>
/// <param name="Role">Student or teacher.</param>
/// <param name="Folder">The folder's full path.</param>
/// <param name="Export">What was found in it; <see langword="null"/> if there are faults.</param>
/// <param name="Faults">Everything wrong with it.</param>
public sealed record VariantDefinition(VariantRole Role, string Folder, ExportDescription? Export, IReadOnlyList<string> Faults)
{
    /// <summary>The folder's own name.</summary>
    public string FolderName => Path.GetFileName(Folder);
}
