namespace TransformerService.Models.Files;

/// <summary>Finds out by its name whether a file belongs to an export; notes and pictures beside one do not.</summary>
internal static class ModelFiles
{
    /// <summary>How the name of a graph ends.</summary>
    public const string Graph = ".onnx";

    /// <summary>External data as exporters of Hugging Face name it: model.onnx_data, then model.onnx_data_1 and so on.</summary>
    private const string NumberedData = ".onnx_data";

    private const string Data = ".data";
    private static readonly string[] TextExtensions = [".json", ".txt", ".spm", ".model"];

    /// <summary>Whether a file is a graph, or external data of one by the usual names.</summary>
    public static bool IsWeights(string path)
    {
        var extension = Path.GetExtension(path);
        return extension.Equals(Graph, StringComparison.OrdinalIgnoreCase)
            || extension.Equals(Data, StringComparison.OrdinalIgnoreCase)
            || extension.StartsWith(NumberedData, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a file has settings or a vocabulary.</summary>
    public static bool IsText(string path) => TextExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
