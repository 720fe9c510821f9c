using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>Checks, before anything is run, that the server can provide a file's inputs and that the file has the needed outputs.</summary>
/// <param name="session">The open file.</param>
/// <param name="task">The task that optimum-cli exports such a file for.</param>
/// <param name="faults">Receives what is wrong, with what to change.</param>
internal sealed class SignatureCheck(OnnxSession session, string task, List<string> faults)
{
    private const int MostNames = 10;
    private const string DynamicAxes = "export with dynamic axes, as optimum-cli export onnx does";

    /// <summary>Checks every declared input, and that the required inputs exist.</summary>
    /// <param name="known">
    /// The names that the server can provide; a name that ends with a dot stands for all names with that prefix.
    /// </param>
    /// <param name="needed">The names that must exist.</param>
    /// <param name="oneToken">
    /// Whether ids and positions may be declared with a length of one token, as in a decoder with a cache.
    /// </param>
    /// <param name="mayBeFixed">Whether batch and length may be fixed.</param>
    public void Inputs(IReadOnlyList<string> known, IReadOnlyList<string> needed, bool oneToken = false, bool mayBeFixed = false)
    {
        var before = faults.Count;
        var inputs = session.Inputs.ToLookup(name =>
            known.Any(other => other == name || (other.EndsWith('.') && name.StartsWith(other, StringComparison.Ordinal)))
        );
        if (inputs[false].Any())
        {
            Unknown([.. inputs[false]], known);
        }

        // A float16 export has dozens of them.
        foreach (var wrong in inputs[true].Where(IsWrong).GroupBy(name => (Type: session.InputType(name), Usual: Usual(name))))
        {
            var more = wrong.Count() > 1 ? $" (and {wrong.Count() - 1} more)" : "";
            faults.Add(WrongType($"input '{wrong.First()}'{more}", wrong.Key.Type, wrong.Key.Usual));
        }

        if (faults.Count > before)
        {
            return;
        }

        faults.AddRange(
            needed
                .Where(name => !session.Inputs.Contains(name))
                .Select(name => $"{session.FileName} has no input '{name}'; it has {string.Join(", ", session.Inputs)}. {Export}")
        );

        // A file with fixed dimensions in one input has them in all: report it once.
        faults.AddRange(session.Inputs.Select(name => Shape(name, oneToken, mayBeFixed)).OfType<string>().Take(1));
    }

    /// <summary>Checks that an output exists, is of the expected type, and has the expected number of dimensions.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">The meaning of its dimensions.</param>
    /// <param name="more">The explanation for a file whose output has more dimensions.</param>
    /// <param name="mayHaveFewer">Whether it may have fewer dimensions.</param>
    /// <param name="mayBeHalf">Whether it may be float16 or bfloat16 instead of float32.</param>
    public void Output(string name, string[] dimensions, string more = "", bool mayHaveFewer = false, bool mayBeHalf = false)
    {
        if (!session.Outputs.Contains(name))
        {
            faults.Add($"{session.FileName} has no output '{name}'; it has {string.Join(", ", session.Outputs)}. {Export}");
        }
        else if (session.OutputType(name) is var type and not TensorElementType.Float && !(mayBeHalf && OutputNumbers.CanRead(type)))
        {
            faults.Add(WrongType($"output '{name}'", type, TensorElementType.Float));
        }
        else if (
            session.OutputDimensions(name) is { Count: > 0 and var count }
            && count != dimensions.Length
            && !(mayHaveFewer && count < dimensions.Length)
        )
        {
            faults.Add(
                $"{session.FileName}: '{name}' has {count} dimensions, but must have {dimensions.Length} ({string.Join(", ", dimensions)}){(count > dimensions.Length ? more : "")}. {Export}"
            );
        }
    }

    private string Export => $"Export with optimum-cli export onnx --task {task}.";

    private void Unknown(string[] names, IReadOnlyList<string> known)
    {
        var shown =
            string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'"))
            + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : "");
        var hints = names.Select(name =>
            TensorNames.UsualNameOf(name) is { } usual && known.Contains(usual)
                ? $" The usual name of '{name}' is '{usual}': export with that."
                : ""
        );
        faults.Add(
            $"{session.FileName} requires the input{(names.Length == 1 ? "" : "s")} {shown}, which the server cannot provide; it provides {string.Join(", ", known)}.{string.Concat(hints)}"
        );
    }

    private static TensorElementType Usual(string name) =>
        name == TensorNames.UseCache ? TensorElementType.Bool
        : TensorNames.IsIntegers(name) ? TensorElementType.Int64
        : TensorElementType.Float;

    private bool IsWrong(string name) =>
        session.InputType(name) is var type
        && type != Usual(name)
        && !(
            TensorNames.IsIntegers(name)
                ? IntegerCast.CanGive(name, type)
                : Usual(name) == TensorElementType.Float && OutputNumbers.CanRead(type)
        );

    private string WrongType(string what, TensorElementType type, TensorElementType usual)
    {
        var advice =
            usual == TensorElementType.Int64 ? "export with int64 inputs, as optimum-cli export onnx does"
            : usual == TensorElementType.Bool ? "export it again with optimum-cli export onnx"
            : type is TensorElementType.Float16 or TensorElementType.BFloat16
                ? $"this is a {type} export: export without --dtype, with float32 inputs and outputs"
            : "export with float32 inputs and outputs";
        return $"{session.FileName}: the {what} is {type}, but must be {usual}; {advice}.";
    }

    /// <summary>Returns the fault of an input's declared dimensions.</summary>
    private string? Shape(string name, bool oneToken, bool mayBeFixed)
    {
        var declared = session.InputDimensions(name);
        if (declared.Count == 0 || name == TensorNames.UseCache)
        {
            return null;
        }

        if (TensorNames.IsIntegers(name) && declared.Count != 2)
        {
            return $"{session.FileName}: the input '{name}' has {declared.Count} dimensions, but must have 2 (batch, tokens); {DynamicAxes}.";
        }

        if (mayBeFixed)
        {
            return null;
        }

        var hasLength = TensorNames.IsIntegers(name) || name == TensorNames.EncoderStates;
        var fixedLength =
            hasLength
            && declared.Count > 1
            && declared[1] > 0
            && !(oneToken && name is TensorNames.InputIds or TensorNames.PositionIds && declared[1] == 1);
        var what = (declared[0] > 0, fixedLength) switch
        {
            (true, true) => $"the batch is fixed at {declared[0]} and the length at {declared[1]} tokens",
            (true, false) => $"the batch is fixed at {declared[0]}",
            (false, true) => $"the length is fixed at {declared[1]} tokens",
            _ => null,
        };
        return what is null ? null : $"{session.FileName}: {what} (input '{name}'); {DynamicAxes}.";
    }
}
