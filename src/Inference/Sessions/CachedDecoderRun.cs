using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// Decoding with a cache of keys and values, or of a recurrent decoder's states. What a step returns of them is passed to the next step
/// without a copy; keys and values of the encoder's states are kept from the first step. First and later steps run in two files (split) or
/// one (merged).
/// </summary>
internal sealed class CachedDecoderRun : DecoderRun
{
    private readonly RunScope _scope;
    private readonly OnnxSession _first;
    private readonly OnnxSession _later;
    private readonly EncoderStates _states;
    private readonly string[] _pasts;
    private readonly RowTensor?[] _cache;
    private readonly string[] _laterOutputs;
    private readonly OrtValue[] _inputs;
    private readonly string _result;
    private readonly ShortlistLogits? _shortlist;
    private readonly bool _readsPositions;
    private OrtValue? _returned;
    private long[] _tokens = [];
    private long[] _positions = [];
    private int _position;

    /// <param name="scope">The batch's runs.</param>
    /// <param name="first">The decoder of the first step.</param>
    /// <param name="later">The decoder of the later steps.</param>
    /// <param name="states">The encoder's output.</param>
    /// <param name="shortlist">Computes the logits where the decoders end before the last product; freed with this object.</param>
    public CachedDecoderRun(RunScope scope, OnnxSession first, OnnxSession later, EncoderStates states, ShortlistLogits? shortlist = null)
    {
        _shortlist = shortlist;
        _result = shortlist is null ? TensorNames.Logits : TensorNames.OutputLayerInput;
        _scope = scope;
        _first = first;
        _later = later;
        _states = states;
        _pasts = [.. later.Inputs.Where(TensorNames.IsPast)];
        _cache = new RowTensor?[_pasts.Length];
        _laterOutputs = [_result, .. _pasts.Where(past => !TensorNames.IsCross(past)).Select(TensorNames.PresentOf)];
        _inputs = new OrtValue[later.Inputs.Count];
        _readsPositions = later.Inputs.Contains(TensorNames.PositionIds);
    }

    public override StepLogits Step(ReadOnlySpan<int> tokens)
    {
        if (_tokens.Length < tokens.Length)
        {
            _tokens = new long[tokens.Length];
        }

        for (var row = 0; row < tokens.Length; row++)
        {
            _tokens[row] = tokens[row];
        }

        using var ids = TokenBatch.Tensor(_tokens, tokens.Length, 1);
        using var positions = _readsPositions ? Positions(tokens.Length) : null;
        _returned?.Dispose();
        _returned = null;
        if (_position == 0)
        {
            FirstStep(new StepInputs(ids, positions));
        }
        else
        {
            LaterStep(new StepInputs(ids, positions));
        }

        _position++;
        return _shortlist is null ? StepLogits.Of(_returned!) : _shortlist.Of(_returned!, _states.Texts); // both steps set it
    }

    private OrtValue Positions(int rows)
    {
        if (_positions.Length < rows)
        {
            _positions = new long[rows];
        }

        Array.Fill(_positions, _position);
        return TokenBatch.Tensor(_positions, rows, 1);
    }

    private void FirstStep(StepInputs step)
    {
        List<OrtValue> temporary = [];
        try
        {
            OrtValue[] inputs = [.. _first.Inputs.Select(name => Input(name, step) ?? Own(NoPast(name)))];
            string[] outputs = [_result, .. _pasts.Select(TensorNames.PresentOf)];
            var results = _scope.Run(_first, _first.Inputs, inputs, outputs);
            _returned = results[0];
            for (var past = 0; past < _pasts.Length; past++)
            {
                _cache[past] = new RowTensor(results[past + 1]);
            }
        }
        finally
        {
            temporary.ForEach(value => value.Dispose());
        }

        OrtValue Own(OrtValue value)
        {
            temporary.Add(value);
            return value;
        }
    }

    private void LaterStep(StepInputs step)
    {
        var past = 0;
        OrtValue? useCache = null;
        try
        {
            for (var input = 0; input < _inputs.Length; input++)
            {
                var name = _later.Inputs[input];
                _inputs[input] = TensorNames.IsPast(name)
                    ? _cache[past++]!.Value // the first step filled it
                    : Input(name, step) ?? (useCache = Flag(true));
            }

            var results = _scope.Run(_later, _later.Inputs, _inputs, _laterOutputs);
            _returned = results[0];
            var result = 1;
            for (past = 0; past < _pasts.Length; past++)
            {
                if (!TensorNames.IsCross(_pasts[past]))
                {
                    _cache[past]?.Dispose();
                    _cache[past] = new RowTensor(results[result++]);
                }
            }
        }
        finally
        {
            useCache?.Dispose();
        }
    }

    private OrtValue? Input(string name, StepInputs step) =>
        name switch
        {
            TensorNames.InputIds => step.Ids,
            TensorNames.PositionIds => step.Positions,
            TensorNames.EncoderMask => _states.Mask,
            TensorNames.EncoderStates => _states.Hidden,
            _ => null,
        };

    /// <summary>
    /// The inputs of a merged decoder's first step in place of the cache: <c>[rows, heads, 0, size]</c>, or a state <c>[rows, size]</c> of
    /// zeros, and false.
    /// </summary>
    private OrtValue NoPast(string name)
    {
        if (name == TensorNames.UseCache)
        {
            return Flag(false);
        }

        var dimensions = _first.InputDimensions(name);
        var past = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance,
            _first.InputType(name),
            TensorNames.IsState(name) ? [_states.Rows, dimensions[1]] : [_states.Rows, dimensions[1], 0, dimensions[3]]
        );
        if (TensorNames.IsState(name))
        {
            past.GetTensorMutableRawData().Clear();
        }

        return past;
    }

    private static OrtValue Flag(bool value) => OrtValue.CreateTensorValueFromMemory(new[] { value }, [1]);

    public override void Reorder(ReadOnlySpan<int> origins)
    {
        var encoderMoved = _states.Reorder(origins);
        for (var past = 0; past < _pasts.Length; past++)
        {
            if (encoderMoved || !TensorNames.IsCross(_pasts[past]))
            {
                _cache[past]?.Reorder(origins);
            }
        }
    }

    public override void Dispose()
    {
        _returned?.Dispose();
        _shortlist?.Dispose();
        foreach (var tensor in _cache)
        {
            tensor?.Dispose();
        }

        _states.Dispose();
    }

    /// <summary>What a step reads beside the cache and the encoder's states.</summary>
    /// <param name="Ids">The next token of each row.</param>
    /// <param name="Positions">Their positions, where the decoder reads them.</param>
    private readonly record struct StepInputs(OrtValue Ids, OrtValue? Positions);
}
