-- The entries of a diary become rows of their own. A page that was put away and is in the diary still is put away again.
INSERT INTO grain_state (grain_type, grain_key, state_name, version, payload)
SELECT diary.grain_type, diary.grain_key, 'entry/' || (entry.value ->> '$.directive'), 1, '{"v":1,"entry":' || entry.value || '}'
FROM grain_state AS diary, json_each(diary.payload, '$.entries') AS entry
WHERE diary.grain_type = 'department' AND (diary.state_name = 'diary' OR diary.state_name LIKE 'diary/%')
ON CONFLICT DO NOTHING;

DELETE FROM grain_state AS page
WHERE page.grain_type = 'department' AND page.state_name = 'diary/' || (
    SELECT coalesce(diary.payload ->> '$.pages', 0) FROM grain_state AS diary
    WHERE diary.grain_type = 'department' AND diary.grain_key = page.grain_key AND diary.state_name = 'diary');
