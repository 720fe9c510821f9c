using System.Globalization;
using Google.Protobuf;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Models.Exports.Graphs;

namespace TransformerService.Distillation.Onnx;

/// <summary>Reads and writes ONNX files.</summary>
internal static class OnnxFile
{
    /// <summary>Reads a file; its external data is not loaded.</summary>
    public static ModelProto Read(string path)
    {
        using var stream = File.OpenRead(path);
        return ModelProto.Parser.ParseFrom(stream);
    }

    /// <summary>Loads a tensor's external data into the tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="folder">The folder of its file.</param>
    public static void Inline(TensorProto tensor, string folder)
    {
        if (tensor.ExternalData.Count == 0)
        {
            return;
        }

        var entries = tensor.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
        using var stream = File.OpenRead(Path.Combine(folder, entries["location"]));
        stream.Seek(long.Parse(entries["offset"], CultureInfo.InvariantCulture), SeekOrigin.Begin);
        var bytes = new byte[int.Parse(entries["length"], CultureInfo.InvariantCulture)];
        stream.ReadExactly(bytes);
        tensor.RawData = ByteString.CopyFrom(bytes);
        tensor.ExternalData.Clear();
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
    }

    /// <summary>
    /// Writes a file whole or not at all: if the disk is full, the previous file is kept. Its external data must exist already.
    /// </summary>
    /// <exception cref="ExportException">An integer product of it can saturate on some processors.</exception>
    public static void Write(string path, ModelProto model)
    {
        var unfinished = WriteUnfinished(path, model);
        if (IntegerProduct.Find(OnnxGraphReader.Read(unfinished)).FirstOrDefault(PairSums.CanSaturate) is { } product)
        {
            throw new ExportException(
                $"{Path.GetFileName(path)}: the integer product with '{product.Weight.Name}' can saturate on processors without VNNI."
            );
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>As <see cref="Write"/>, for a graph of another exporter whose integer products are what they are.</summary>
    public static void Replace(string path, ModelProto model) => File.Move(WriteUnfinished(path, model), path, overwrite: true);

    private static string WriteUnfinished(string path, ModelProto model)
    {
        var unfinished = path + ".partial";
        using var stream = File.Create(unfinished);
        model.WriteTo(stream);
        return unfinished;
    }
}
