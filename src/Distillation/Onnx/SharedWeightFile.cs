using System.Security.Cryptography;
using Google.Protobuf;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Onnx;

/// <summary>
/// One file beside several ONNX files that contains their weights (ONNX's external data), each stored once however many graphs use it.
/// </summary>
internal sealed class SharedWeightFile : IDisposable
{
    /// <summary>Small tensors stay in their graphs, because those that are shapes must be readable there.</summary>
    private const int SmallestLength = 1024;

    /// <summary>Each weight starts at a cache line.</summary>
    private const int Alignment = 64;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly Dictionary<string, long> _offsets = [];

    public SharedWeightFile(string path)
    {
        _path = path;
        _stream = File.Create(path + ".partial");
    }

    /// <summary>Returns a copy of a model with its large weights moved to this file.</summary>
    public ModelProto Move(ModelProto model)
    {
        var moved = model.Clone();
        foreach (var tensor in moved.Graph.Initializer.Where(tensor => tensor.RawData.Length >= SmallestLength))
        {
            var length = tensor.RawData.Length;
            var offset = Store(tensor.RawData);
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(Entry("location", Path.GetFileName(_path)));
            tensor.ExternalData.Add(Entry("offset", FormattableString.Invariant($"{offset}")));
            tensor.ExternalData.Add(Entry("length", FormattableString.Invariant($"{length}")));
        }

        return moved;
    }

    /// <summary>Moves the finished file to its final name.</summary>
    public void Finish()
    {
        _stream.Dispose();
        File.Move(_path + ".partial", _path, overwrite: true);
    }

    public void Dispose() => _stream.Dispose();

    private long Store(ByteString bytes)
    {
        var key = Convert.ToHexString(SHA256.HashData(bytes.Span));
        if (_offsets.TryGetValue(key, out var offset))
        {
            return offset;
        }

        offset = (_stream.Position + Alignment - 1) / Alignment * Alignment;
        _stream.Write(new byte[offset - _stream.Position]);
        _stream.Write(bytes.Span);
        _offsets.Add(key, offset);
        return offset;
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
