using System.CommandLine;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Distillation.Commands;

/// <summary><c>exact FOLDER</c>: makes the integer products of an int8 export exact on every processor.</summary>
internal static class ExactCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The export's folder, with its ONNX files." };
        var command = new Command(
            "exact",
            "Clips the pairs of int8 weights that can saturate on processors without VNNI. Write its self-check.json again afterwards."
        )
        {
            folder,
        };
        command.SetAction(result =>
        {
            (var matrices, var changed, var relative) = ExactRewrite.Apply(result.GetRequiredValue(folder));
            result.InvocationConfiguration.Output.WriteLine(
                FormattableString.Invariant($"{changed} of {matrices} matrices rounded again; relative change {relative:0.0000}.")
            );
            return 0;
        });
        return command;
    }
}
