using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>Writes everything but rows as two scripts for the mariadb client. The order of statements is the import's order.</summary>
internal static class RestoreScripts
{
    private const string Session =
        "SET NAMES utf8mb4, foreign_key_checks=0, sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', "
        + "time_zone='+00:00', timestamp=DEFAULT";

    /// <summary>Library functions, server definitions, databases, sequences, and tables with all their keys.</summary>
    /// <param name="lowerCase">The source's lower_case_table_names: under another value, other tables have the same name.</param>
    public static string BeforeRows(SnapshotContents contents, string lowerCase)
    {
        var script = new Script(contents);
        script.Add(
            $"IF @@lower_case_table_names <> {lowerCase} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = "
                + $"'Start this server with lower_case_table_names={lowerCase}, as the source had it. Nothing was restored.'; END IF"
        );
        script.Add(Session);
        script.AddServerWide(LibraryFunctionReader.Kind, ForeignServerReader.Kind);
        foreach (SchemaEntry schema in contents.Schemas)
        {
            script.Add(Schemas.Create(schema));
        }

        script.AddObjects("sequence");
        foreach (TableDefinition table in contents.Tables)
        {
            script.Add($"USE {SqlQuote.Name(table.Schema)}");
            script.Add(table.CreateStatement);
        }

        return script.ToString();
    }

    /// <summary>Accounts, routines, views, triggers, events, and grants.</summary>
    public static string AfterRows(SnapshotContents contents)
    {
        var script = new Script(contents);
        script.Add(Session);
        var order = new BuildOrder(
            contents.Objects,
            [.. contents.Definers.Where(definer => definer.Use != DefinerUse.Unused)],
            contents.DefinersLackingRights
        );
        foreach (BuildStep step in (BuildStep[])[.. order.BeforeViews, .. order.Views, .. order.AfterViews])
        {
            script.Add(step);
        }

        return script.ToString();
    }

    private sealed class Script
    {
        private readonly StringBuilder text = new();
        private readonly SnapshotContents contents;
        private readonly string delimiter;

        public Script(SnapshotContents contents)
        {
            this.contents = contents;
            string all = string.Concat(contents.Objects.SelectMany(item => item.Statements));
            delimiter = Enumerable
                .Range(0, int.MaxValue)
                .Select(n => $"$ops{n}$")
                .First(candidate => !all.Contains(candidate, StringComparison.Ordinal));
            text.Append("DELIMITER ").Append(delimiter).Append('\n');
        }

        public void Add(string statement) => text.Append(statement).Append('\n').Append(delimiter).Append('\n');

        public void AddServerWide(params string[] kinds)
        {
            foreach (
                string statement in kinds
                    .SelectMany(kind => contents.Objects.Where(item => item.Kind == kind))
                    .SelectMany(item => item.Statements)
            )
            {
                Add(statement);
            }
        }

        public void AddObjects(string kind)
        {
            foreach (SchemaObject item in contents.Objects.Where(item => item.Kind == kind))
            {
                Add(new BuildStep(item.Name, item, item.Statements));
            }
        }

        public void Add(BuildStep step)
        {
            if (step.Item is { } item)
            {
                Add($"USE {SqlQuote.Name(item.Schema)}");
                Add(ObjectSession.Enter(item, contents.TakenAt));
            }

            foreach (string statement in step.Statements)
            {
                Add(statement);
            }

            if (step.Item is not null)
            {
                Add(Session);
            }

            foreach (string grant in step.Then)
            {
                Add(grant);
            }
        }

        public override string ToString() => text.ToString();
    }
}
