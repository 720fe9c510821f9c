using System.Text;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Journals;
using TransformerService.Cli.Bulk.Progress;

namespace TransformerService.Cli.Bulk;

/// <summary>Writes batches in their order, and the journal from time to time.</summary>
internal sealed class BulkWriter : IDisposable
{
    private readonly BulkPlan _plan;
    private readonly ITable _table;
    private readonly ProgressMeter _meter;
    private readonly TimeProvider _time;
    private readonly JournaledFile _output,
        _faults;
    private readonly StringBuilder _text = new();
    private Journal _journal;
    private long _last;
    private bool _isTorn;

    /// <param name="plan">The files.</param>
    /// <param name="table">The form of the output.</param>
    /// <param name="journal">Where to go on; the files are cut there.</param>
    /// <param name="meter">Shows what is written.</param>
    /// <param name="time">The clock.</param>
    public BulkWriter(BulkPlan plan, ITable table, Journal journal, ProgressMeter meter, TimeProvider time)
    {
        (_plan, _table, _journal, _meter, _time) = (plan, table, journal, meter, time);
        _output = new JournaledFile(plan.PartPath, table.IsCompressed, journal.OutputBytes);
        try
        {
            _faults = new JournaledFile(plan.Faults, isCompressed: false, journal.FaultBytes);
            journal.Save(plan.JournalPath);
        }
        catch
        {
            _output.Dispose();
            _faults?.Dispose();
            throw;
        }

        _last = time.GetTimestamp();
        if (journal.OutputBytes == 0)
        {
            _output.Write(table.Header);
        }
    }

    /// <summary>Writes a batch whose items are done.</summary>
    public void Write(Batch batch)
    {
        var faults = 0;
        _isTorn = true; // a disk that is full may have taken a part of it
        foreach (var item in batch.Items)
        {
            _table.Write(_text, item.Record, item.Answer);
            if (item.Fault is { } fault)
            {
                faults++;
                _faults.Write(FaultLines.Write(item.Record, fault, _plan.FaultsWithText));
            }
        }

        _output.Write(_text.ToString());
        _text.Clear();
        _isTorn = false;
        _journal = _journal with { Records = _journal.Records + batch.Items.Count, Faults = _journal.Faults + faults };
        _meter.Add(batch.Items.Count, faults, batch.Position, _table.Length);
        if (_time.GetElapsedTime(_last) >= _plan.Checkpoint)
        {
            Checkpoint();
        }
    }

    /// <summary>Makes what is written stand, whatever happens to the process.</summary>
    public Journal Checkpoint(JournalStage stage = JournalStage.Running)
    {
        if (!_isTorn)
        {
            _journal = _journal with { OutputBytes = _output.Checkpoint(), FaultBytes = _faults.Checkpoint(), Stage = stage };
            _journal.Save(_plan.JournalPath);
            _last = _time.GetTimestamp();
        }

        return _journal;
    }

    /// <summary>Ends the files.</summary>
    public Journal Complete()
    {
        _output.CloseEmpty();
        return Checkpoint(JournalStage.Written);
    }

    public void Dispose()
    {
        _output.Dispose();
        _faults.Dispose();
    }
}
