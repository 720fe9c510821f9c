using System.Text.Json;
using TransformerService.Distillation.Tests.Onnx;

namespace TransformerService.Distillation.Tests.Clients;

/// <summary>tests/Clients/sentences.json: a hundred sentences for each task.</summary>
internal static class ClientSentences
{
    public static IReadOnlyList<string> Of(string task)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Folder("tests", "Clients", "sentences.json")));
        return [.. file.RootElement.GetProperty(task).EnumerateArray().Select(text => text.GetString() ?? "")];
    }
}
