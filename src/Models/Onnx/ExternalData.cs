namespace TransformerService.Models.Onnx;

/// <summary>The files beside a graph in which its weights are.</summary>
internal static class ExternalData
{
    /// <summary>What exporters of Hugging Face append: model.onnx_data, and model.onnx_data_1 and so on for the following parts.</summary>
    private const string Extension = ".onnx_data";

    /// <summary>Whether a file is named as external data of a graph.</summary>
    public static bool IsNamed(string path) => Path.GetExtension(path).StartsWith(Extension, StringComparison.OrdinalIgnoreCase);
}
