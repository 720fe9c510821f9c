using System.Text.Json;
using TransformerService.Client;

namespace TransformerService.Cli.Servers;

/// <summary>Names as the server writes them.</summary>
internal static class ServerNames
{
    /// <summary>A task, such as <c>text-classification</c>.</summary>
    public static string Of(ModelTask task) =>
        task == ModelTask.Text2Text ? "text2text-generation" : JsonNamingPolicy.KebabCaseLower.ConvertName(task.ToString());

    /// <summary>Another value, such as <c>ready</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
