using Google.Protobuf;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Onnx;

/// <summary>Writes ONNX files.</summary>
internal static class OnnxFile
{
    /// <summary>Writes a file whole or not at all: a full disk leaves what was there before.</summary>
    public static void Write(string path, ModelProto model)
    {
        string unfinished = path + ".partial";
        using (FileStream stream = File.Create(unfinished))
        {
            model.WriteTo(stream);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
